import { DerivedCell, DerivedInput, derivedText } from "../fields/derived";
import type { FieldType } from "../fields/field-type";
import { DATA } from "../fields/values";
import type { RollupField } from "../generated/forms";

/** A figure over rows; its shape shows it where that is known. */
export const type: FieldType<RollupField> = {
  ...DATA,
  Cell: DerivedCell,
  Input: DerivedInput,
  text: derivedText,
  understood: () => null,
};
