import { Spin } from "antd";
import { useTexts } from "../core/language";

/** What is shown while a part of the page is on its way. */
export function Waiting() {
  const { t } = useTexts();
  return (
    <div className="waiting" role="status">
      <Spin />
      <span>{t("app.loading")}</span>
    </div>
  );
}
