import { Button, Dropdown } from "antd";

/** A button that opens the list of what can be loaded to begin with. */
export function ReadyMadeMenu<K extends string>({
  label,
  samples,
  onLoad,
}: {
  label: string;
  samples: readonly { readonly key: K; readonly label: string }[];
  onLoad: (key: K) => void;
}) {
  return (
    <Dropdown menu={{ items: [...samples], onClick: ({ key }) => onLoad(key as K) }} trigger={["click"]}>
      <Button size="small">{label}</Button>
    </Dropdown>
  );
}
