import type { CrosstabHead } from "../../generated/api";
import { headOf, memberText, type Placed } from "../answer";
import type { Shown } from "../chart-kind";
import { written } from "../drawing";
import { AnswerTable } from "./table";

/** An answer with some of its dimensions across. */
export function Pivot(shown: Shown<"pivot">) {
  const { read, words, onPick } = shown;
  const table = read.answer.crosstab;
  if (!table) return <AnswerTable {...shown} />;
  const across = read.answer.query.pivot ?? [];
  const down = read.dimensions.filter(({ column }) => !across.includes(column.name));
  const over = read.dimensions.filter(({ column }) => across.includes(column.name));
  const texts = (head: CrosstabHead, dimensions: readonly Placed[]) =>
    dimensions.map(({ column }, at) =>
      (head.others ?? []).includes(column.name)
        ? words.t("reports.others")
        : at < head.members.length
          ? memberText(column, head.members[at], words)
          : words.t("reports.total"),
    );
  const several = read.measures.length > 1;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
      tabIndex={0}
      aria-label={words.t("reports.pivot")}
      className="pivot-frame"
    >
      <table className="pivot">
        <thead>
          <tr>
            {down.map(({ column }) => (
              <th key={column.name} scope="col" rowSpan={several ? 2 : 1}>
                {headOf(column, words)}
              </th>
            ))}
            {table.columns.map((head) => (
              <th key={JSON.stringify(head)} scope="col" colSpan={read.measures.length} className="number">
                {over.length === 0 ? "" : texts(head, over).join(" · ")}
              </th>
            ))}
          </tr>
          {several ? (
            <tr>
              {table.columns.flatMap((head) =>
                read.measures.map(({ column }) => (
                  <th key={`${JSON.stringify(head)} ${column.name}`} scope="col" className="number">
                    {headOf(column, words)}
                  </th>
                )),
              )}
            </tr>
          ) : null}
        </thead>
        <tbody>
          {table.rows.map((head, at) => (
            <tr key={JSON.stringify(head)} className={head.members.length < down.length ? "answer-total" : ""}>
              {texts(head, down).map((text, place) => (
                <th key={down[place]?.column.name} scope="row">
                  {text}
                </th>
              ))}
              {table.columns.flatMap((column, place) => {
                const found = table.cells[at]?.[place];
                const row = found === null || found === undefined ? undefined : read.answer.rows[found];
                return read.measures.map((measure) => (
                  <td key={`${JSON.stringify(column)} ${measure.column.name}`} className="number">
                    {row === undefined ? null : (
                      <button type="button" className="link number" onClick={() => onPick(row)}>
                        {written(shown, measure, row.values[measure.at])}
                      </button>
                    )}
                  </td>
                ));
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
