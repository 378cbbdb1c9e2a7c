import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { FilesCell } from "../fields/file-parts";
import { FilesInput } from "../fields/files-input";
import { IDS, texts } from "../fields/values";
import type { FileField } from "../generated/forms";

function Input(props: InputProps<FileField>) {
  const { extensions = [], max_megabytes: megabytes = 50, most = 20 } = props.field;
  const endings = extensions.map((one) => one.toLowerCase().replace(/^\./, ""));
  return <FilesInput limits={{ extensions: endings, megabytes, most }} name={props.field.name} props={props} />;
}

function Cell({ value }: CellProps<FileField>) {
  return <FilesCell ids={texts(value)} />;
}

/** Files of any type. */
export const type: FieldType<FileField> = {
  ...IDS,
  Cell,
  Input,
  text: (value) => texts(value).join(", "),
  understood: () => null,
};
