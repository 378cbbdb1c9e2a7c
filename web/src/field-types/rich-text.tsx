import { lazy, Suspense } from "react";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { LineInput, lineOf } from "../fields/line-input";
import { plainOf } from "../fields/rich-text";
import { TEXT } from "../fields/values";
import type { RichTextField } from "../generated/forms";
import { Waiting } from "../ui/waiting";

// The editor is large, and few forms have one.
const Editor = lazy(() => import("../fields/rich-text-editor").then((module) => ({ default: module.RichTextEditor })));

function Input(props: InputProps<RichTextField>) {
  if (props.compact) return <LineInput props={props} />;
  return (
    <Suspense fallback={<Waiting />}>
      <Editor name={props.field.name} props={props} />
    </Suspense>
  );
}

function Cell({ value }: CellProps<RichTextField>) {
  return <span className="cell-lines">{plainOf(lineOf(value))}</span>;
}

/** Formatted text. */
export const type: FieldType<RichTextField> = {
  ...TEXT,
  Cell,
  group: true,
  Input,
  text: (value) => plainOf(lineOf(value)),
  understood: (text) => text.trim() || null,
};
