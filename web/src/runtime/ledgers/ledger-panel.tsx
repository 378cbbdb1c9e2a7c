import { useTexts } from "../../core/language";
import { shownInstant } from "../../fields/moments";
import type { LedgerView, LineView } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import type { LedgerLines } from "./lines";
import "./ledgers.css";

/** How many lines the server tells at the most. */
const MOST = 500;

/** The lines of a balance with their sum, or those that a record has posted; each leads to where it comes from. */
export function LedgerPanel({ app, of }: { app: string; of: LedgerLines }) {
  const { t } = useTexts();
  const { balance, ledgers, lines } = of;
  if (lines.length === 0) return <Nothing hint={t("ledgers.noneHint")} title={t("ledgers.none")} />;
  return (
    <>
      <ol className="ledger-lines">
        {lines.map((one, at) => (
          // Lines are never sorted anew, and one record may have several that look the same.
          // biome-ignore lint/suspicious/noArrayIndexKey: the order tells them apart
          <Line app={app} balance={balance} key={at} ledgers={ledgers} of={one} />
        ))}
      </ol>
      {balance ? <Sum ledgers={ledgers} lines={lines} /> : null}
    </>
  );
}

function Line({
  app,
  balance,
  ledgers,
  of,
}: {
  app: string;
  balance: boolean;
  ledgers: readonly LedgerView[];
  of: LineView;
}) {
  const { say, t } = useTexts();
  const ledger = ledgers.find((one) => one.name === of.ledger);
  const place = of.form.includes(".") ? of.form.replace(".", "/form/") : `${app}/form/${of.form}`;
  const keys = Object.entries(of.keys).flatMap(([name, value]) => {
    const told = value === null ? null : (of.key_texts[value] ?? of.key_texts[name] ?? value);
    return told === null ? [] : [told];
  });
  return (
    <li>
      <div className="ledger-line">
        <span className="ledger-rule">{say(of.rule)}</span>
        <Amounts ledger={ledger} measures={of.measures} />
      </div>
      <div className="quiet">
        <time dateTime={of.at}>{shownInstant(of.at, false)}</time>
        {of.until == null ? null : ` · ${t("ledgers.until", { at: shownInstant(of.until, false) })}`}
        {balance ? (
          <>
            {" · "}
            <a href={`#/app/${place}/${of.source}`}>{t("ledgers.from")}</a>
          </>
        ) : (
          <>
            {" · "}
            <a href={`#/app/${app}/form/${of.ledger}/${of.balance}`}>{keys.join(" · ")}</a>
          </>
        )}
      </div>
    </li>
  );
}

/** What lines add, by measure: more in one colour, less in another, and always with a sign. */
function Amounts({ ledger, measures }: { ledger: LedgerView | undefined; measures: LineView["measures"] }) {
  const { language, say } = useTexts();
  const shown = (ledger?.measures ?? []).filter((one) => Number(measures[one.name] ?? 0) !== 0);
  return (
    <span className="ledger-amounts">
      {shown.map((one) => {
        const value = Number(measures[one.name]);
        const format = new Intl.NumberFormat(language, { maximumFractionDigits: one.digits, signDisplay: "always" });
        return (
          <span className={value < 0 ? "less" : "more"} key={one.name}>
            <span className="quiet">{say(one.label)}</span> {format.format(value)}
          </span>
        );
      })}
    </span>
  );
}

function Sum({ ledgers, lines }: { ledgers: readonly LedgerView[]; lines: readonly LineView[] }) {
  const { t } = useTexts();
  const ledger = ledgers.find((one) => one.name === lines[0]?.ledger);
  const sums = Object.fromEntries(
    (ledger?.measures ?? []).map((one) => [
      one.name,
      lines.reduce((sum, line) => sum + Number(line.measures[one.name] ?? 0), 0),
    ]),
  );
  return (
    <div className="ledger-sum">
      <strong>{t("ledgers.sum")}</strong>
      <Amounts ledger={ledger} measures={sums} />
      {lines.length < MOST ? null : <p className="quiet">{t("ledgers.most", { count: lines.length })}</p>}
    </div>
  );
}
