import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { Json } from "../../fields/field-type";
import { shownInstant } from "../../fields/moments";
import { isObject } from "../../fields/values";
import type { HistoryEntry } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { typeOf } from "../form/store";
import type { LoadedForm } from "../form-page";

const KINDS = ["create", "update", "trash", "restore", "purge"] as const;
const CAUSES = { flow: "filling.byFlow", import: "filling.byImport", rule: "filling.byRule" } as const;
const AT_ONCE = 30;

interface Place {
  readonly app: string;
  readonly form: LoadedForm;
  readonly id: string;
}

/** What happened to a record, the newest first; each version can be looked at whole. */
export function HistoryPanel({ app, form, id, version }: Place & { version: number }) {
  const { t } = useTexts();
  const name = form.page.form.name;
  const [past, look] = useState<HistoryEntry | null>(null);
  const found = useInfiniteQuery({
    getNextPageParam: (last: readonly HistoryEntry[]) => (last.length < AT_ONCE ? undefined : last.at(-1)?.id),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/history", undefined, signal, {
        app,
        before: pageParam,
        form: name,
        id,
        limit: AT_ONCE,
      }),
    queryKey: ["history", app, name, id, version],
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  return (
    <>
      <ol className="history">
        {found.data.pages.flat().map((one) => (
          <Entry key={one.id} entry={one} form={form} now={one.version === version} onLook={() => look(one)} />
        ))}
      </ol>
      {found.hasNextPage ? (
        <Button
          className="more"
          loading={found.isFetchingNextPage}
          size="small"
          onClick={() => void found.fetchNextPage()}
        >
          {t("filling.older")}
        </Button>
      ) : null}
      {past === null ? null : <Past app={app} entry={past} form={form} id={id} onClose={() => look(null)} />}
    </>
  );
}

function Entry({
  entry,
  form,
  now,
  onLook,
}: {
  entry: HistoryEntry;
  form: LoadedForm;
  now: boolean;
  onLook: () => void;
}) {
  const { t } = useTexts();
  const kind = KINDS.find((known) => known === entry.kind) ?? "update";
  const { kind: because } = entry.cause;
  const cause = CAUSES[String(because) as keyof typeof CAUSES];
  return (
    <li>
      <p>
        <strong>{entry.account_name ?? t("records.product")}</strong> {t(`records.kinds.${kind}`)}{" "}
        {cause === undefined ? null : <span className="quiet">{t(cause)} </span>}
        <time className="quiet">{shownInstant(entry.at, false)}</time>
      </p>
      {entry.kind === "create" ? null : <Changes entry={entry} form={form} />}
      {now ? null : (
        <Button className="as-of" size="small" type="link" onClick={onLook}>
          {t("filling.asOf")}
        </Button>
      )}
    </li>
  );
}

/** A record as it was in a version, all of its fields. */
function Past({ app, form, id, entry, onClose }: Place & { entry: HistoryEntry; onClose: () => void }) {
  const { say, t } = useTexts();
  const narrow = useMedia("(max-width: 640px)");
  const name = form.page.form.name;
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/past", undefined, signal, {
        app,
        form: name,
        id,
        version: entry.version,
      }),
    queryKey: ["past", app, name, id, entry.version],
  });
  return (
    <Drawer
      open
      size={narrow ? "100%" : 520}
      title={t("filling.asOfTitle", { time: shownInstant(entry.at, false), version: entry.version })}
      onClose={onClose}
    >
      {found.error !== null ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Waiting />
      ) : (
        <dl className="past">
          {form.logic.top.fields
            .filter((one) => one.name in (found.data?.values ?? {}))
            .map((one) => (
              <div key={one.name}>
                <dt>{say(one.label)}</dt>
                <dd>
                  <Side form={form} name={one.name} value={(found.data?.values[one.name] ?? null) as Json} />
                </dd>
              </div>
            ))}
        </dl>
      )}
    </Drawer>
  );
}

function Changes({ entry, form }: { entry: HistoryEntry; form: LoadedForm }) {
  const { say } = useTexts();
  return (
    <ul className="changes">
      {Object.entries(entry.changes).map(([name, change]) => {
        const field = form.logic.top.shapes.get(name);
        const sides = change as { readonly before?: Json; readonly after?: Json };
        return (
          <li key={name}>
            {field === undefined ? name : say(field.label)}:{" "}
            <span className="before">
              <Side form={form} name={name} value={sides.before ?? null} />
            </span>{" "}
            → <Side form={form} name={name} value={sides.after ?? null} />
          </li>
        );
      })}
    </ul>
  );
}

function Side({ form, name, value }: { form: LoadedForm; name: string; value: Json }) {
  const field = form.logic.top.shapes.get(name);
  if (value === null || field === undefined) return <>—</>;
  if (field.kind === "subtable" && Array.isArray(value)) return <PastRows form={form} name={name} rows={value} />;
  const type = typeOf(field);
  return <type.Cell field={field} value={value} />;
}

/** The rows of a sub-table as they were: how many, and on demand all of them. */
function PastRows({ form, name, rows }: { form: LoadedForm; name: string; rows: readonly Json[] }) {
  const { say, t } = useTexts();
  const shapes = [...(form.logic.rows.get(name)?.shapes.values() ?? [])];
  const objects = rows.filter(isObject);
  const shown = shapes.filter((one) => objects.some((row) => row[one.name] != null));
  if (objects.length === 0) return <>{t("filling.rowsCount", { count: 0 })}</>;
  return (
    <details className="past-rows">
      <summary>{t("filling.rowsCount", { count: objects.length })}</summary>
      <div className="scrolled">
        <table>
          <thead>
            <tr>
              {shown.map((one) => (
                <th key={one.name}>{say(one.label)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {objects.map((row, at) => (
              // What was is never put in another order.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <tr key={at}>
                {shown.map((one) => {
                  const type = typeOf(one);
                  const value = row[one.name] ?? null;
                  return <td key={one.name}>{value === null ? "—" : <type.Cell field={one} value={value} />}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
