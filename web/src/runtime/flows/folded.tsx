import { FilterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";

/** What narrows a list: side by side on a desk, behind one button that says how much narrows on a phone. */
export function Folded({ count, children }: { count: number; children: ReactNode }) {
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 640px)");
  const [open, setOpen] = useState(false);
  if (!narrow) return children;
  return (
    <>
      <Button
        aria-expanded={open}
        icon={<FilterOutlined />}
        type={count > 0 ? "primary" : "default"}
        onClick={() => setOpen(!open)}
      >
        {count > 0 ? t("flows.filtersOn", { count }) : t("flows.filters")}
      </Button>
      {open ? children : null}
    </>
  );
}
