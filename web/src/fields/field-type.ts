import type { ComponentType } from "react";
import type { Language } from "../core/language";
import type { AnyField } from "../generated/forms";
import type { Value } from "../language";

/** A value as the server takes and gives it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** An object of JSON. */
export type JsonObject = { readonly [name: string]: Json };

/** What an input is given. */
export interface InputProps<F = AnyField> {
  readonly field: F;
  /** The value; null is nothing. */
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  /** The id of the element that a label points to. */
  readonly id: string;
  /** What the field is called, where no label can point to it. */
  readonly label: string;
  /** The elements that explain it: help and mistakes. */
  readonly describedBy: string | undefined;
  readonly placeholder: string | undefined;
  readonly disabled: boolean;
  readonly required: boolean;
  readonly invalid: boolean;
  /** Whether it stands in a row of a sub-table, or in a line of a list. */
  readonly compact: boolean;
  /** Returns whether an option, by its value, is offered now. */
  readonly offers: (value: string) => boolean;
}

/** What a cell is given. */
export interface CellProps<F = AnyField> {
  readonly field: F;
  /** The value; it is not null. */
  readonly value: Json;
}

/** What a kind of field consists of in the browser. */
export interface FieldType<F = AnyField> {
  /** Where people enter a value. */
  readonly Input: ComponentType<InputProps<F>>;
  /** Where they read one. */
  readonly Cell: ComponentType<CellProps<F>>;
  /** Returns what expressions see of a value. */
  readonly seen: (value: Json, field: F) => Value;
  /** Returns the result of an expression as a value of the field. */
  readonly adopted: (value: Value, field: F) => Json;
  /** Returns a value as text, for titles and copies. */
  readonly text: (value: Json, field: F, language: Language) => string;
  /** Returns the value of a text that was pasted; null when it is none, and the text itself where the server decides. */
  readonly understood: (text: string, field: F) => Json;
  /** Whether the input is a group of elements, which a label names but cannot point to. */
  readonly group?: boolean;
  /** Whether numbers are compared by their last digit: cells stand at the right. */
  readonly right?: boolean;
}
