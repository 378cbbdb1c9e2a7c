import { LinkOutlined } from "@ant-design/icons";
import { useTexts } from "../core/language";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { LineCell, LineInput, lineOf } from "../fields/line-input";
import { TEXT } from "../fields/values";
import type { UrlField } from "../generated/forms";

/** Returns whether an address may be followed: scripts may not. */
function isSafe(address: string): boolean {
  return /^(https?|ftp):\/\//i.test(address);
}

function Input(props: InputProps<UrlField>) {
  const { t } = useTexts();
  const address = lineOf(props.value);
  return (
    <LineInput
      props={props}
      mode="url"
      type="url"
      suffix={
        isSafe(address) ? (
          <a aria-label={t("fields.open")} href={address} rel="noreferrer" target="_blank">
            <LinkOutlined />
          </a>
        ) : undefined
      }
    />
  );
}

function Cell({ value }: CellProps<UrlField>) {
  const address = lineOf(value);
  if (!isSafe(address)) return <LineCell value={value} />;
  return (
    <a href={address} rel="noreferrer" target="_blank">
      {address.replace(/^https?:\/\//, "")}
    </a>
  );
}

/** A web address. */
export const type: FieldType<UrlField> = {
  ...TEXT,
  Cell,
  Input,
  text: lineOf,
  understood: (text) => text.trim() || null,
};
