import { PlayCircleOutlined } from "@ant-design/icons";
import { useQueries } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { usePlace } from "../session";
import { useStart } from "./start-dialog";

/** The flows that somebody may begin, of all apps; one about a record is begun on the record's page. */
export function StartMenu() {
  const { say, t } = useTexts();
  const { apps, go } = usePlace();
  const { message } = App.useApp();
  const { begin, busy, dialog } = useStart(["tasks", "task-counts", "instances"], (_, made) => {
    void message.success(t("flows.started"));
    go(`instances/${made.id}`);
  });
  const flows = useQueries({
    combine: (results) => results.flatMap((one) => one.data ?? []),
    queries: apps.map(({ name }) => ({
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        ask("GET /api/apps/{app}/flows", undefined, signal, { app: name }),
      queryKey: ["startable", name],
    })),
  });
  if (flows.length === 0) return null;
  const chosen = async (place: number) => {
    const flow = flows[place];
    if (flow === undefined) return;
    if (flow.form != null) {
      void message.info(t("flows.startHint"));
      go(`app/${flow.app}/form/${flow.form}`);
    } else await begin(flow);
  };
  return (
    <>
      {dialog}
      <Dropdown
        menu={{
          items: flows.map((one, place) => ({ key: String(place), label: say(one.button ?? one.label) })),
          onClick: ({ key }) => void chosen(Number(key)),
        }}
        trigger={["click"]}
      >
        <Button icon={<PlayCircleOutlined />} loading={busy}>
          {t("flows.start")}
        </Button>
      </Dropdown>
    </>
  );
}
