import { Input, Select } from "antd";
import { useState } from "react";
import { useTexts } from "../../../core/language";
import { Labelled } from "../../admin/labelled";
import { ZoneSelect } from "../../admin/zone-select";

/** Times that people often want, by the word for each. */
const USUAL = {
  everyDay: "0 8 * * *",
  hourly: "0 * * * *",
  mondays: "0 8 * * MON",
  monthly: "0 8 1 * *",
  quarterHour: "*/15 * * * *",
  workdays: "0 8 * * MON-FRI",
} as const;
/** The word of a usual time. */
export type Usual = keyof typeof USUAL;

/** Returns times as people read them: their word, else as they are written. */
export function useTimes(): (cron: string) => string {
  const { t } = useTexts();
  return (cron) => {
    const found = (Object.keys(USUAL) as Usual[]).find((one) => USUAL[one] === cron);
    return found === undefined ? cron : t(`dispatch.${found}`);
  };
}

/** Chooses when something is done: one of the usual times, or others. */
export function TimesInput({
  cron,
  zone,
  offered,
  onChange,
}: {
  cron: string;
  zone: string;
  offered: readonly Usual[];
  onChange: (cron: string, zone: string) => void;
}) {
  const { t } = useTexts();
  const usual = offered.find((one) => USUAL[one] === cron);
  const [own, setOwn] = useState(usual === undefined);
  return (
    <>
      <Labelled label={t("dispatch.when")}>
        {(id) => (
          <Select<string>
            className="wide"
            id={id}
            options={[
              ...offered.map((one) => ({ label: t(`dispatch.${one}`), value: one as string })),
              { label: t("dispatch.ownTimes"), value: "own" },
            ]}
            value={own ? "own" : (usual ?? "own")}
            onChange={(next) => {
              setOwn(next === "own");
              if (next !== "own") onChange(USUAL[next as Usual], zone);
            }}
          />
        )}
      </Labelled>
      {own ? (
        <Labelled hint={t("dispatch.cronHint")} label={t("dispatch.cron")}>
          {(id) => <Input id={id} value={cron} onChange={(event) => onChange(event.target.value, zone)} />}
        </Labelled>
      ) : null}
      <Labelled label={t("dispatch.zone")}>
        {(id) => <ZoneSelect id={id} value={zone} onChange={(next) => onChange(cron, next)} />}
      </Labelled>
    </>
  );
}
