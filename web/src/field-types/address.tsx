import { Input as AntInput, Cascader } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps, Json } from "../fields/field-type";
import { lineOf } from "../fields/line-input";
import { lookOfInput, marksOf } from "../fields/marks";
import { namesOf, regionTree, wayTo } from "../fields/regions";
import { type Regions, useSources } from "../fields/sources";
import { DATA, isObject, member } from "../fields/values";
import type { AddressField } from "../generated/forms";

const LEVELS = ["province", "city", "district"] as const;

/** Returns the names that a value brings of its province, city and district. */
function namesIn(value: { readonly [name: string]: Json }): string[] {
  return LEVELS.map((level) => value[level]).filter((part) => typeof part === "string");
}

function shown(value: Json): string {
  if (!isObject(value)) return lineOf(value);
  const parts = new Set(namesIn(value));
  const detail = lineOf(member(value, "detail"));
  return [...parts].join("") + (detail === "" ? "" : ` ${detail}`);
}

function useRegions(): Regions {
  const sources = useSources();
  const [regions, set] = useState<Regions>({});
  useEffect(() => {
    let wanted = true;
    sources.regions().then(
      (found) => wanted && set(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [sources]);
  return regions;
}

function Input(props: InputProps<AddressField>) {
  const { t } = useTexts();
  const regions = useRegions();
  const { level = "district", detail: wanted = "optional" } = props.field;
  const tree = useMemo(() => regionTree(regions, level), [regions, level]);
  const value = isObject(props.value) ? props.value : {};
  const code = lineOf(member(value, "code")) || null;
  const detail = lineOf(member(value, "detail"));
  const set = (nextCode: string | null, nextDetail: string) => {
    if (nextCode === null) props.onChange(nextDetail === "" ? null : { code: null, detail: nextDetail });
    else props.onChange({ code: nextCode, ...namesOf(nextCode, regions), detail: nextDetail || null });
  };
  return (
    <div className="address">
      <Cascader
        {...marksOf(props)}
        {...lookOfInput(props)}
        className="wide"
        // Until the regions are here, and for one that has gone, the value's own names.
        displayRender={(labels) => [...new Set(code !== null && code in regions ? labels : namesIn(value))].join(" ")}
        options={tree}
        placeholder={props.placeholder ?? t("fields.region")}
        showSearch
        value={code === null ? [] : wayTo(code, regions)}
        onChange={(way) => set(way === undefined || way === null ? null : (way.at(-1) ?? null), detail)}
      />
      {wanted === "none" ? null : (
        <AntInput
          aria-label={t("fields.street", { name: props.label })}
          autoComplete="off"
          disabled={props.disabled}
          maxLength={255}
          placeholder={t("fields.streetHint")}
          size={props.compact ? "small" : "middle"}
          value={detail}
          onChange={({ target }) => set(code, target.value)}
        />
      )}
    </div>
  );
}

function Cell({ value }: CellProps<AddressField>) {
  return <span className="cell-text">{shown(value)}</span>;
}

/** An address: province, city, district and street. */
export const type: FieldType<AddressField> = {
  ...DATA,
  Cell,
  Input,
  text: shown,
  // The server finds the region that a written address begins with only in imports.
  understood: () => null,
};
