import { CheckSquareOutlined } from "@ant-design/icons";
import { Badge, Button } from "antd";
import { useTexts } from "../../core/language";
import { useTaskCounts } from "./tasks";

/** The way to one's tasks in the top of every page, with how many wait. */
export function TaskBadge() {
  const { t } = useTexts();
  const count = useTaskCounts().data?.mine ?? 0;
  return (
    <Button
      aria-label={t("flows.badge", { count })}
      href="#/tasks"
      icon={
        <Badge count={count} overflowCount={99} size="small">
          <CheckSquareOutlined />
        </Badge>
      }
      type="text"
    />
  );
}
