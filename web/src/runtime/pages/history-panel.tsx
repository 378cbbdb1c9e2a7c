import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import { shownInstant } from "../../fields/moments";
import type { HistoryEntry } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { typeOf } from "../form/store";
import type { LoadedForm } from "../form-page";

const KINDS = ["create", "update", "trash", "restore", "purge"] as const;

/** What happened to a record, the newest first. */
export function HistoryPanel({
  app,
  form,
  id,
  version,
}: {
  app: string;
  form: LoadedForm;
  id: string;
  version: number;
}) {
  const { t } = useTexts();
  const name = form.page.form.name;
  const found = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/history", undefined, signal, { app, form: name, id }),
    queryKey: ["history", app, name, id, version],
  });
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  return (
    <ol className="history">
      {found.data.map((one) => {
        const kind = KINDS.find((known) => known === one.kind) ?? "update";
        return (
          <li key={one.id}>
            <p>
              <strong>{one.account_name ?? t("records.product")}</strong> {t(`records.kinds.${kind}`)}{" "}
              <time className="quiet">{shownInstant(one.at, false)}</time>
            </p>
            {one.kind === "create" ? null : <Changes entry={one} form={form} />}
          </li>
        );
      })}
    </ol>
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
  const type = typeOf(field);
  return <type.Cell field={field} value={value} />;
}
