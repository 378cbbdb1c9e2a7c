import { Rate } from "antd";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { understoodNumber } from "../fields/numbers";
import { numberOf, numbers } from "../fields/values";
import type { RatingField } from "../generated/forms";

function Input({ disabled, field, id, label, onChange, value }: InputProps<RatingField>) {
  return (
    <fieldset className="bare" id={id} aria-label={label}>
      <Rate
        allowHalf={field.half ?? false}
        count={field.stars ?? 5}
        disabled={disabled}
        value={numberOf(value)?.toNumber() ?? 0}
        onChange={(stars) => onChange(stars === 0 ? null : String(stars))}
      />
    </fieldset>
  );
}

function Cell({ field, value }: CellProps<RatingField>) {
  const { t } = useTexts();
  const stars = numberOf(value)?.toNumber() ?? 0;
  const most = field.stars ?? 5;
  return (
    <span className="cell-stars" role="img" aria-label={t("fields.stars", { most, stars })}>
      {"★".repeat(Math.floor(stars))}
      {stars % 1 > 0 ? "⯪" : ""}
      <span aria-hidden="true" className="off">
        {"★".repeat(Math.max(0, most - Math.ceil(stars)))}
      </span>
    </span>
  );
}

/** A number of stars. */
export const type: FieldType<RatingField> = {
  adopted: (value, { half = false }) => numbers(half ? 1 : 0).adopted(value),
  Cell,
  group: true,
  Input,
  seen: numberOf,
  text: lineOf,
  understood: understoodNumber,
};
