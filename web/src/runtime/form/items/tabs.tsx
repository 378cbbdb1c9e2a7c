import { Badge, Tabs } from "antd";
import { useState } from "react";
import { useTexts } from "../../../core/language";
import type { Tab, TabsItem } from "../../../generated/forms";
import { useWhole } from "../form-context";
import { fieldsIn, type ItemProps } from "./item";
import { useReveal, useWrong } from "./section";

/** Tabs; one with a mistake inside is marked. */
export function TabsView({ item, Items, path }: ItemProps<TabsItem>) {
  const [active, activate] = useState("0");
  const shown = useWhole((form) =>
    item.tabs.map((tab, position) => (form.shows(`${path}/tabs/${position}`, tab) ? "1" : "0")).join(""),
  );
  const tabs = item.tabs.flatMap((tab, position) =>
    shown[position] === "1"
      ? [
          {
            children: <Items items={tab.items ?? []} path={`${path}/tabs/${position}/items`} />,
            key: String(position),
            label: <TabLabel tab={tab} />,
          },
        ]
      : [],
  );
  // Whoever jumps to a mistake has to find its tab open.
  useReveal(fieldsIn([item]), (name) => {
    activate(String(item.tabs.findIndex((tab) => fieldsIn(tab.items ?? []).includes(name))));
  });
  return <Tabs className="place full" activeKey={active} items={tabs} onChange={activate} />;
}

function TabLabel({ tab }: { tab: Tab }) {
  const { say, t } = useTexts();
  const wrong = useWrong(fieldsIn(tab.items ?? []));
  return (
    <Badge count={wrong} offset={[10, -2]} size="small" title={t("form.wrongInside", { count: wrong })}>
      {say(tab.label)}
    </Badge>
  );
}
