import type { Form } from "../../generated/forms";

/** Returns whether a record leads to those that came before and after it. */
export function isDocument(form: Form): boolean {
  return form.document ?? (form.fields ?? []).some((one) => one.kind === "stage" || one.kind === "serial_number");
}
