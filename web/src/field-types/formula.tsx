import { DerivedCell, DerivedInput, derivedText } from "../fields/derived";
import type { FieldType } from "../fields/field-type";
import { DATA } from "../fields/values";
import type { FormulaField } from "../generated/forms";

/** A value computed from others; its shape shows it where that is known. */
export const type: FieldType<FormulaField> = {
  ...DATA,
  Cell: DerivedCell,
  Input: DerivedInput,
  text: derivedText,
  understood: () => null,
};
