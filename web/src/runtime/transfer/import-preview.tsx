import { useQuery } from "@tanstack/react-query";
import { Tooltip } from "antd";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { ImportMapping, ImportPreviewRow, ImportTarget } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";

/** The third step: the first rows as they would be saved, with what is wrong in each cell. */
export function ImportPreviewStep({
  app,
  form,
  id,
  mapping,
}: {
  app: string;
  form: string;
  id: string;
  mapping: ImportMapping;
}) {
  const { language, say, t } = useTexts();
  const preview = useQuery({
    queryFn: ({ signal }) =>
      ask("POST /api/apps/{app}/forms/{form}/imports/{id}/preview", mapping, signal, { app, form, id, language }),
    queryKey: ["import-preview", app, form, id, mapping, language],
    retry: false,
    staleTime: 0,
  });
  if (preview.error !== null) return <Failure error={preview.error} onRetry={() => void preview.refetch()} />;
  if (preview.data === undefined) return <Waiting />;
  const { fields, rows } = preview.data;
  const places = new Map(Object.entries(mapping.columns ?? {}).map(([at, name]) => [name, Number(at)]));
  return (
    <div className="import-preview">
      <p className="quiet">{t("transfer.previewHint")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section aria-label={t("transfer.steps.preview")} className="import-scroll" tabIndex={0}>
        <table className="import-table wide">
          <thead>
            <tr>
              <th scope="col">{t("transfer.row")}</th>
              <th scope="col">{t("transfer.action")}</th>
              {fields.map((one) => (
                <th key={one.name} className={places.has(one.name) ? "" : "computed"} scope="col">
                  {say(one.label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.row} fields={fields} places={places} row={row} />
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function Row({
  row,
  fields,
  places,
}: {
  row: ImportPreviewRow;
  fields: readonly ImportTarget[];
  places: ReadonlyMap<string, number>;
}) {
  const { say, t } = useTexts();
  const problems = row.problems ?? [];
  const shown = new Set(fields.map((one) => places.get(one.name)));
  const others = problems.filter((one) => one.column === null || !shown.has(one.column));
  return (
    <tr>
      <th scope="row">{row.row}</th>
      <td>
        <span className={`import-tag ${row.action}`}>{t(`transfer.actions.${row.action}`)}</span>
        {others.map((one) => (
          <div key={`${one.problem.code}${one.problem.path}`} className="import-mistake">
            {say(one.problem.message)}
          </div>
        ))}
      </td>
      {fields.map((one) => {
        const at = places.get(one.name);
        const wrong = at === undefined ? [] : problems.filter((each) => each.column === at);
        const first = wrong[0]?.problem;
        return (
          <td key={one.name} className={first === undefined ? "" : (first.severity ?? "error")}>
            {String(row.values[one.name] ?? "")}
            {first === undefined ? null : (
              <Tooltip title={first.hint ? say(first.hint) : undefined}>
                <div className="import-mistake">{say(first.message)}</div>
              </Tooltip>
            )}
          </td>
        );
      })}
    </tr>
  );
}
