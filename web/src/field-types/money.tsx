import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { NumberInput } from "../fields/number-input";
import { shownMoney, signOf, understoodNumber } from "../fields/numbers";
import { useSibling } from "../fields/sources";
import { numberOf, numbers } from "../fields/values";
import type { MoneyField } from "../generated/forms";
import { twin as inCapitals } from "../language/functions/rmb";
import { textOf } from "../language/texts";

/** Returns the currency of a record: another field may hold it. */
function useCurrency({ currency = "CNY", currency_from: from }: MoneyField): string {
  const other = useSibling(from);
  return typeof other === "string" && other !== "" ? other : currency;
}

/** Returns an amount in capital Chinese numerals, as on cheques. */
function capitals(value: Json): string {
  const number = numberOf(value);
  const text = number === null ? null : inCapitals(number);
  return text === null ? "" : textOf(text);
}

function Input(props: InputProps<MoneyField>) {
  const { digits = 2, in_words: inWords = false, maximum, minimum } = props.field;
  const currency = useCurrency(props.field);
  return (
    <>
      <NumberInput
        props={props}
        digits={digits}
        maximum={maximum}
        minimum={minimum}
        prefix={<span className="quiet">{signOf(currency).trim()}</span>}
      />
      {inWords && !props.compact ? (
        <output className="capitals" lang="zh-CN">
          {capitals(props.value)}
        </output>
      ) : null}
    </>
  );
}

function Cell({ field, value }: CellProps<MoneyField>) {
  const currency = useCurrency(field);
  return <span className="cell-number">{shownMoney(value, field.digits ?? 2, currency)}</span>;
}

/** An amount of money. */
export const type: FieldType<MoneyField> = {
  adopted: (value, { digits = 2 }) => numbers(digits).adopted(value),
  Cell,
  Input,
  right: true,
  seen: numberOf,
  text: (value, { currency = "CNY", digits = 2 }) => shownMoney(value, digits, currency),
  understood: understoodNumber,
};
