import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useAct } from "./attempt";
import { Loaded } from "./loaded";
import { SessionList } from "./session-list";

/** Where somebody is signed in. */
export function PersonSessions({ id }: { id: string }) {
  const { t } = useTexts();
  const { act, busy } = useAct("sessions");
  const found = useQuery({
    queryFn: ({ signal }) => ask("GET /api/people/{account_id}/sessions", undefined, signal, { account_id: id }),
    queryKey: ["sessions", id],
    staleTime: 0,
  });
  return (
    <Loaded of={found}>
      {(rows) => (
        <div className="stacked">
          <SessionList
            rows={rows}
            onEnd={(one) =>
              void act(() =>
                ask("DELETE /api/people/{account_id}/sessions/{session_id}", undefined, undefined, {
                  account_id: id,
                  session_id: one.id,
                }),
              )
            }
          />
          {rows.length > 1 ? (
            <Button
              danger
              loading={busy}
              onClick={() =>
                void act(() =>
                  ask("DELETE /api/people/{account_id}/sessions", undefined, undefined, { account_id: id }),
                )
              }
            >
              {t("people.endAll")}
            </Button>
          ) : null}
        </div>
      )}
    </Loaded>
  );
}
