import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { FilesCell, FilesInput } from "../fields/files-input";
import { IDS, texts } from "../fields/values";
import type { FileField } from "../generated/forms";

function Input(props: InputProps<FileField>) {
  const { extensions = [], max_megabytes: megabytes = 50, most = 20 } = props.field;
  return <FilesInput props={props} limits={{ extensions, megabytes, most }} />;
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
