import { lazy, Suspense } from "react";
import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { FilesCell } from "../fields/file-parts";
import { lineOf } from "../fields/line-input";
import { ID } from "../fields/values";
import type { SignatureField } from "../generated/forms";
import { Waiting } from "../ui/waiting";

const Pad = lazy(() => import("../fields/signature-input").then((module) => ({ default: module.SignatureInput })));

function Input(props: InputProps<SignatureField>) {
  return (
    <Suspense fallback={<Waiting />}>
      <Pad name={props.field.name} props={props} />
    </Suspense>
  );
}

function Cell({ value }: CellProps<SignatureField>) {
  return <FilesCell ids={[lineOf(value)]} pictures />;
}

/** A signature drawn on the screen. */
export const type: FieldType<SignatureField> = {
  ...ID,
  Cell,
  group: true,
  Input,
  text: lineOf,
  understood: () => null,
};
