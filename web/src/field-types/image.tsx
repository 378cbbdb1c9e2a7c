import type { CellProps, FieldType, InputProps } from "../fields/field-type";
import { FilesCell } from "../fields/file-parts";
import { FilesInput } from "../fields/files-input";
import { IDS, texts } from "../fields/values";
import type { ImageField } from "../generated/forms";

const ENDINGS = ["jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "tif", "tiff"];

function Input(props: InputProps<ImageField>) {
  const { camera_only: camera = false, max_megabytes: megabytes = 50, most = 20 } = props.field;
  const limits = { extensions: ENDINGS, megabytes, most };
  return <FilesInput camera={camera} limits={limits} name={props.field.name} pictures props={props} />;
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
