import {
  BoldOutlined,
  ItalicOutlined,
  OrderedListOutlined,
  PictureOutlined,
  RedoOutlined,
  StrikethroughOutlined,
  UnderlineOutlined,
  UndoOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import { EditorContent, useEditor, useEditorState } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { Button } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { useTexts } from "../core/language";
import type { InputProps } from "./field-type";
import "./files.css";
import { lineOf } from "./line-input";
import { Picture, picturesIn, usePictures } from "./rich-text-pictures";

type Tool = "bold" | "italic" | "underline" | "strike" | "heading" | "bulletList" | "orderedList" | "undo" | "redo";
const ICONS: Readonly<Record<Tool, ReactNode>> = {
  bold: <BoldOutlined />,
  bulletList: <UnorderedListOutlined />,
  heading: <strong>H</strong>,
  italic: <ItalicOutlined />,
  orderedList: <OrderedListOutlined />,
  redo: <RedoOutlined />,
  strike: <StrikethroughOutlined />,
  underline: <UnderlineOutlined />,
  undo: <UndoOutlined />,
};
const TOOLS = [
  "bold",
  "italic",
  "underline",
  "strike",
  "heading",
  "bulletList",
  "orderedList",
  "undo",
  "redo",
] as const;

/** An editor of formatted text. */
export function RichTextEditor({ props, name }: { props: InputProps<unknown>; name: string }) {
  const { t } = useTexts();
  const told = useRef(props.onChange);
  told.current = props.onChange;
  const chooser = useRef<HTMLInputElement>(null);
  const pictures = usePictures(name);
  const take = useRef((_files: readonly File[]): boolean => false);
  const editor = useEditor({
    content: lineOf(props.value),
    editable: !props.disabled,
    editorProps: {
      attributes: {
        "aria-label": props.label,
        "aria-multiline": "true",
        id: props.id,
        role: "textbox",
        ...(props.describedBy === undefined ? {} : { "aria-describedby": props.describedBy }),
      },
      handleDrop: (_view, event, _slice, moved) => !moved && take.current(picturesIn(event.dataTransfer?.files)),
      handlePaste: (_view, event) => take.current(picturesIn(event.clipboardData?.files)),
    },
    extensions: [StarterKit, Picture],
    injectCSS: false,
    onUpdate: ({ editor: changed }) => told.current(changed.isEmpty ? null : changed.getHTML()),
    shouldRerenderOnTransaction: false,
  });
  take.current = (files) => {
    if (editor === null || files.length === 0 || !pictures.offered) return false;
    void pictures.put(editor, files);
    return true;
  };
  useEffect(() => {
    editor?.setEditable(!props.disabled);
  }, [editor, props.disabled]);
  useEffect(() => {
    // What is written here comes back unchanged; anything else came from elsewhere.
    if (editor !== null && !editor.isFocused && editor.getHTML() !== lineOf(props.value)) {
      editor.commands.setContent(lineOf(props.value), { emitUpdate: false });
    }
  }, [editor, props.value]);
  const active = useEditorState({
    editor,
    selector: ({ editor: seen }) => TOOLS.filter((one) => seen?.isActive(one) ?? false),
  });
  const run = (tool: Tool) => {
    const chain = editor?.chain().focus();
    if (chain === undefined) return;
    const steps: Readonly<Record<Tool, () => typeof chain>> = {
      bold: () => chain.toggleBold(),
      bulletList: () => chain.toggleBulletList(),
      heading: () => chain.toggleHeading({ level: 3 }),
      italic: () => chain.toggleItalic(),
      orderedList: () => chain.toggleOrderedList(),
      redo: () => chain.redo(),
      strike: () => chain.toggleStrike(),
      underline: () => chain.toggleUnderline(),
      undo: () => chain.undo(),
    };
    steps[tool]().run();
  };
  return (
    <div className={props.invalid ? "rich invalid" : "rich"}>
      {props.disabled ? null : (
        <div className="rich-tools" role="toolbar" aria-label={t("fields.format")}>
          {TOOLS.map((tool) => (
            <Button
              key={tool}
              aria-label={t(`fields.formats.${tool}`)}
              aria-pressed={active?.includes(tool) ?? false}
              icon={ICONS[tool]}
              size="small"
              type={active?.includes(tool) ? "default" : "text"}
              onClick={() => run(tool)}
            />
          ))}
          {pictures.offered ? (
            <Button
              aria-label={t("fields.formats.image")}
              icon={<PictureOutlined />}
              size="small"
              type="text"
              onClick={() => chooser.current?.click()}
            />
          ) : null}
          <input
            ref={chooser}
            hidden
            multiple
            accept="image/*"
            type="file"
            onChange={(event) => {
              take.current(picturesIn(event.target.files));
              event.target.value = "";
            }}
          />
        </div>
      )}
      <EditorContent editor={editor} />
      {pictures.problem === null ? null : (
        <p className="upload-problem" role="alert">
          {pictures.problem}
        </p>
      )}
    </div>
  );
}
