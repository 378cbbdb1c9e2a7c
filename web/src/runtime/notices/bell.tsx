import { BellOutlined } from "@ant-design/icons";
import { Badge, Button } from "antd";
import { useTexts } from "../../core/language";
import { useUnread } from "./notices";

/** The bell in the top of every page, with how many notifications are unread. */
export function Bell() {
  const { t } = useTexts();
  const unread = useUnread();
  return (
    <Button
      aria-label={t("notices.bell", { count: unread })}
      href="#/notifications"
      icon={
        <Badge count={unread} overflowCount={99} size="small">
          <BellOutlined />
        </Badge>
      }
      type="text"
    />
  );
}
