import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { FilesCell, FilesInput } from "../fields/files-input";
import { IDS, texts } from "../fields/values";
import type { ImageField } from "../generated/forms";

const ENDINGS = ["jpg", "jpeg", "png", "gif", "webp", "heic", "bmp"];

function Input(props: InputProps<ImageField>) {
  const { camera_only: camera = false, max_megabytes: megabytes = 50, most = 20 } = props.field;
  return <FilesInput camera={camera} limits={{ extensions: ENDINGS, megabytes, most }} pictures props={props} />;
}

function Cell({ value }: CellProps<ImageField>) {
  return <FilesCell ids={texts(value)} pictures />;
}

/** Pictures. */
export const type: FieldType<ImageField> = {
  ...IDS,
  Cell,
  Input,
  text: (value) => texts(value).join(", "),
  understood: () => null,
};
