import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Popconfirm, Select } from "antd";
import { useState } from "react";
import { ask } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { Calendar, CalendarView } from "../../../generated/api";
import { Mark } from "../../../ui/mark";
import { Pane } from "../../../ui/pane";
import { useAct } from "../attempt";
import { Labelled } from "../labelled";
import { Loaded } from "../loaded";
import { ZoneSelect } from "../zone-select";
import { MonthGrid } from "./month-grid";
import { NewCalendar } from "./new-calendar";
import { WeekHours } from "./week-hours";

/** The hours by which flows count: weeks, holidays, and days that are worked in exchange. */
export function Calendars() {
  const { say, t } = useTexts();
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/calendars", undefined, signal),
    queryKey: ["calendars"],
    staleTime: 0,
  });
  const [name, choose] = useState<string | null>(null);
  return (
    <Loaded of={found}>
      {(calendars) => {
        const view = calendars.find((one) => one.calendar.name === name) ?? calendars[0];
        return (
          <div className="stacked">
            <div className="list-tools">
              <Select<string | null>
                aria-label={t("flowAdmin.calendars.calendar")}
                className="flow-choice"
                options={calendars.map((one) => ({ label: say(one.calendar.label), value: one.calendar.name }))}
                value={view?.calendar.name ?? null}
                onChange={choose}
              />
              {view === undefined ? null : (
                <span>
                  {view.shipped ? <Mark>{t("flowAdmin.calendars.shipped")}</Mark> : null}
                  {view.shipped && view.revision > 0 ? (
                    <Mark tone="accent">{t("flowAdmin.calendars.changed")}</Mark>
                  ) : null}
                </span>
              )}
              <NewCalendar like={view?.calendar ?? null} onMade={choose} />
            </div>
            {view === undefined ? null : (
              <Edited key={`${view.calendar.name}/${view.revision}`} view={view} onRemoved={() => choose(null)} />
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

function Edited({ view, onRemoved }: { view: CalendarView; onRemoved: () => void }) {
  const { t } = useTexts();
  const { act, busy } = useAct("calendars");
  const [calendar, change] = useState<Calendar>(view.calendar);
  const dirty = calendar !== view.calendar;
  const save = () => act(() => ask("PUT /api/calendars", { calendar, revision: view.revision }), t("admin.saved"));
  const remove = async () => {
    const { name } = view.calendar;
    if (await act(() => ask("DELETE /api/calendars/{name}", undefined, undefined, { name }))) onRemoved();
  };
  return (
    <>
      {dirty ? (
        <Alert
          action={
            <span className="row-tools">
              <Button disabled={busy} size="small" onClick={() => change(view.calendar)}>
                {t("flowAdmin.calendars.undo")}
              </Button>
              <Button loading={busy} size="small" type="primary" onClick={() => void save()}>
                {t("flowAdmin.calendars.save")}
              </Button>
            </span>
          }
          className="calendar-save"
          showIcon
          title={t("flowAdmin.calendars.unsaved")}
          type="warning"
        />
      ) : null}
      <div className="calendar-parts">
        <MonthGrid calendar={calendar} onChange={change} />
        <Pane title={t("flowAdmin.calendars.hours")}>
          <div className="stacked">
            <WeekHours calendar={calendar} onChange={change} />
            <Labelled label={t("flowAdmin.calendars.zone")}>
              {(id) => (
                <ZoneSelect id={id} value={calendar.zone ?? "UTC"} onChange={(zone) => change({ ...calendar, zone })} />
              )}
            </Labelled>
            {view.revision === 0 ? null : (
              <Popconfirm
                cancelText={t("flows.cancel")}
                okText={t(view.shipped ? "flowAdmin.calendars.restore" : "flowAdmin.calendars.remove")}
                title={t(view.shipped ? "flowAdmin.calendars.restoreAsk" : "flowAdmin.calendars.removeAsk")}
                onConfirm={remove}
              >
                <Button danger>{t(view.shipped ? "flowAdmin.calendars.restore" : "flowAdmin.calendars.remove")}</Button>
              </Popconfirm>
            )}
          </div>
        </Pane>
      </div>
    </>
  );
}
