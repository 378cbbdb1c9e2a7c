import { Alert } from "antd";
import { useTexts } from "../../../core/language";
import type { HelpItem } from "../../../generated/forms";
import type { ItemProps } from "./item";

/** A text that explains. */
export function HelpView({ item }: ItemProps<HelpItem>) {
  const { say } = useTexts();
  const tone = item.tone ?? "plain";
  if (tone === "plain") return <p className="place full quiet">{say(item.text)}</p>;
  return <Alert className="place full" role="note" showIcon title={say(item.text)} type={tone} />;
}
