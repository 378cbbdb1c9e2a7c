import type { Dictionary, Form, Label, Role } from "../../generated/specs";

/** What the administration reads and changes in the document of an app; the rest is kept as it is. */
export interface AppDocument {
  readonly app: { readonly name: string; readonly label: Label; readonly icon?: string | null };
  readonly forms?: Readonly<Record<string, Form>>;
  readonly roles?: Readonly<Record<string, Role>>;
  readonly datasets?: Readonly<Record<string, { readonly name: string; readonly label: Label }>>;
  readonly dictionaries?: Readonly<Record<string, Dictionary>>;
}
