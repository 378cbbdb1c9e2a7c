import { Badge, Segmented, Select } from "antd";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import { PageHead } from "../admin/page-head";
import type { PlaceProps } from "../places";
import { StartMenu } from "./start-menu";
import { StartedList } from "./started-list";
import { TaskList } from "./task-list";
import { TaskPage } from "./task-page";
import { useTaskCounts } from "./tasks";
import "../admin/admin.css";
import "./flows.css";

const LISTS = ["mine", "pool", "done", "started", "copies"] as const;
/** A list of the inbox. */
export type ListName = (typeof LISTS)[number];

/** What somebody has to do, did and began; or one of these tasks. */
export function InboxPage({ path }: PlaceProps) {
  const { t } = useTexts();
  const [word = "mine"] = path;
  const counts = useTaskCounts().data;
  const narrow = useMedia("(max-width: 640px)");
  const list = LISTS.find((one) => one === word);
  if (list === undefined) return <TaskPage key={word} id={word} />;
  const numbers = { copies: counts?.copies, mine: counts?.mine, pool: counts?.pool } as const;
  const shown = (one: ListName) => numbers[one as keyof typeof numbers] ?? 0;
  const go = (next: ListName) => {
    location.hash = `/tasks/${next}`;
  };
  return (
    <div className="inbox">
      <PageHead title={t("flows.title")}>
        <StartMenu />
      </PageHead>
      {narrow ? (
        <Select<ListName>
          aria-label={t("flows.title")}
          className="wide inbox-lists"
          options={LISTS.map((one) => ({
            label: shown(one) > 0 ? `${t(`flows.lists.${one}`)} (${shown(one)})` : t(`flows.lists.${one}`),
            value: one,
          }))}
          value={list}
          onChange={go}
        />
      ) : (
        <Segmented<ListName>
          aria-label={t("flows.title")}
          className="inbox-lists"
          options={LISTS.map((one) => ({
            label: (
              <span className="inbox-tab">
                {t(`flows.lists.${one}`)} <Badge color="var(--accent)" count={shown(one)} overflowCount={999} />
              </span>
            ),
            value: one,
          }))}
          value={list}
          onChange={go}
        />
      )}
      {list === "started" ? <StartedList /> : <TaskList key={list} list={list} />}
    </div>
  );
}
