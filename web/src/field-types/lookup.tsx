import { DerivedCell, DerivedInput, derivedText } from "../fields/derived";
import type { FieldType } from "../fields/field-type";
import { DATA } from "../fields/values";
import type { LookupField } from "../generated/forms";

/** A value of the record that a reference leads to; its shape shows it where that is known. */
export const type: FieldType<LookupField> = {
  ...DATA,
  Cell: DerivedCell,
  Input: DerivedInput,
  text: derivedText,
  understood: () => null,
};
