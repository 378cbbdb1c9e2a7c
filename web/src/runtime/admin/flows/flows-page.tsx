import { Select, Tabs } from "antd";
import { type ComponentType, Suspense } from "react";
import { useTexts } from "../../../core/language";
import { useMedia } from "../../../core/moments";
import { Waiting } from "../../../ui/waiting";
import { type PlaceProps, place } from "../../places";
import { usePlace } from "../../session";
import { PageHead } from "../page-head";
import "../../flows/flows.css";
import "./admin-flows.css";

/** The parts, by the word behind `#/admin/flows/`. */
const PARTS = {
  instances: place(() => import("./instances"), "Instances"),
  incidents: place(() => import("./incidents"), "Incidents"),
  board: place(() => import("./board"), "Board"),
  versions: place(() => import("./versions"), "Versions"),
  trial: place(() => import("./trial"), "Trial"),
  substitutes: place(() => import("./substitutes"), "Substitutes"),
  calendars: place(() => import("./calendars"), "Calendars"),
} as const;
type Part = keyof typeof PARTS;

/** Looking after flows: instances, what went wrong, how they get on, versions, substitutes, calendars. */
export function FlowsPage({ path, route }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const narrow = useMedia("(max-width: 760px)");
  const parts = Object.keys(PARTS) as Part[];
  const [wanted = "instances", ...rest] = path;
  const part = parts.find((one) => one === wanted) ?? "instances";
  const Shown: ComponentType<PlaceProps> = PARTS[part];
  const options = parts.map((one) => ({ label: t(`flowAdmin.parts.${one}`), value: one }));
  return (
    <>
      <PageHead hint={t("flowAdmin.hint")} title={t("flowAdmin.title")} />
      {narrow ? (
        <Select<Part>
          aria-label={t("flowAdmin.title")}
          className="wide part-choice"
          options={options}
          value={part}
          onChange={(next) => go(`admin/flows/${next}`)}
        />
      ) : (
        <Tabs
          activeKey={part}
          items={options.map(({ label, value }) => ({ key: value, label }))}
          onChange={(next) => go(`admin/flows/${next}`)}
        />
      )}
      <Suspense fallback={<Waiting />}>
        <Shown path={rest} route={route} />
      </Suspense>
    </>
  );
}
