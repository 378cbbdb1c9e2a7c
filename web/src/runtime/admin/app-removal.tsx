import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Drawer, Input, Radio } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { AppEntry } from "../../generated/api";
import { useAct } from "./attempt";
import { Labelled } from "./labelled";
import { Loaded } from "./loaded";

/** Removes an app; what would be deleted for ever is shown first, and has to be confirmed by its name. */
export function AppRemoval({ app, label, onClose }: { app: AppEntry; label: string; onClose: () => void }) {
  const { t } = useTexts();
  const { act, busy } = useAct("apps", "versions", "workplace", "audit");
  const gone = app.current_version === null;
  const [purge, setPurge] = useState(gone);
  const [typed, setTyped] = useState("");
  const preview = useQuery({
    queryFn: ({ signal }) => ask("GET /api/apps/{app}/removal", undefined, signal, { app: app.name }),
    queryKey: ["apps", "removal", app.name],
    staleTime: 0,
  });
  const remove = async () => {
    const work = () => ask("DELETE /api/apps/{app}", undefined, undefined, { app: app.name, purge });
    if (await act(work, t("apps.removedDone", { app: label }))) onClose();
  };
  return (
    <Drawer open size={520} title={t("apps.removeTitle", { app: label })} onClose={onClose}>
      <Loaded of={preview}>
        {(found) => (
          <div className="stacked">
            {found.needed_by.length > 0 ? (
              <Alert showIcon title={t("apps.neededBy", { apps: found.needed_by.join(", ") })} type="warning" />
            ) : null}
            <Radio.Group
              aria-label={t("apps.remove")}
              options={[
                { disabled: gone, label: t("apps.removeKeep"), value: false },
                { label: t("apps.removePurge"), value: true },
              ]}
              value={purge}
              vertical
              onChange={({ target }) => setPurge(target.value === true)}
            />
            {purge ? (
              <section>
                <h2 className="part-title">{t("apps.removeTables")}</h2>
                {found.tables.length === 0 ? <p className="quiet">{t("apps.removeNothing")}</p> : null}
                <ul className="plan">
                  {found.tables.map((one) => (
                    <li key={one.table}>
                      <code>{one.place}</code> — {t("apps.records", { count: one.records })}
                    </li>
                  ))}
                </ul>
                <Labelled label={t("apps.removeType", { app: app.name })}>
                  {(id) => (
                    <Input autoComplete="off" id={id} value={typed} onChange={({ target }) => setTyped(target.value)} />
                  )}
                </Labelled>
              </section>
            ) : null}
            <Button
              danger
              disabled={found.needed_by.length > 0 || (purge && typed !== app.name)}
              loading={busy}
              type="primary"
              onClick={() => void remove()}
            >
              {t("apps.removeNow")}
            </Button>
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}
