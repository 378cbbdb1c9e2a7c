import { Divider } from "antd";
import { useTexts } from "../../../core/language";
import type { DividerItem } from "../../../generated/forms";
import type { ItemProps } from "./item";

/** A line across. */
export function DividerView({ item }: ItemProps<DividerItem>) {
  const { say } = useTexts();
  return <Divider plain>{item.label ? say(item.label) : null}</Divider>;
}
