import { PictureOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { useTexts } from "../../../core/language";
import { useSources } from "../../../fields/sources";
import { texts } from "../../../fields/values";
import type { RecordView } from "../../../generated/api";
import type { AnyField, GalleryView as GallerySpec } from "../../../generated/forms";
import { Failure } from "../../../ui/failure";
import { Nothing } from "../../../ui/nothing";
import { Waiting } from "../../../ui/waiting";
import type { LoadedForm } from "../../form-page";
import { usePlace } from "../../session";
import { columnValue } from "../../system";
import { FieldCell } from "../field-cell";
import { fieldOf, shownFields, titleField, useRecordPages } from "../records";
import type { ViewProps } from "../view-kind";
import "./gallery.css";

const PAGE = 60;
/** The longer sides of the pictures that are fetched: twice what is shown, for sharp screens. */
const PIXELS = { large: 800, medium: 640, small: 400 } as const;
const WIDTHS = { large: 340, medium: 240, small: 170 } as const;

/** A gallery: records as pictures. */
export function GalleryView({ menu, form, view, query }: ViewProps<GallerySpec>) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { titles } = useSources();
  const name = form.page.form.name;
  const found = useRecordPages(menu.name, name, query, PAGE);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((one) => one.isIntersecting) && hasNextPage && !isFetchingNextPage) void fetchNextPage();
    });
    if (end.current) seen.observe(end.current);
    return () => seen.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  for (const page of found.data?.pages ?? []) titles.learn(page.titles ?? {});
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Waiting />;
  const rows = found.data.pages.flatMap((page) => page.records);
  if (rows.length === 0) return <Nothing hint={t("records.noneHint")} title={t("records.none")} />;
  const title = titleField(form, view.title);
  const shown = shownFields(form, view, title).filter((one) => one.name !== view.cover);
  return (
    <>
      <ul className="gallery" style={{ "--card": `${WIDTHS[view.size ?? "medium"]}px` } as CSSProperties}>
        {rows.map((record) => (
          <GalleryCard
            key={record.id}
            form={form}
            record={record}
            shown={shown}
            title={title}
            view={view}
            onOpen={() => go(`app/${menu.name}/form/${name}/${record.id}`)}
          />
        ))}
      </ul>
      <div ref={end}>
        {hasNextPage ? (
          <Button className="more" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("records.more")}
          </Button>
        ) : null}
      </div>
    </>
  );
}

function GalleryCard({
  record,
  form,
  view,
  title,
  shown,
  onOpen,
}: {
  record: RecordView;
  form: LoadedForm;
  view: GallerySpec;
  title: AnyField | undefined;
  shown: readonly AnyField[];
  onOpen: () => void;
}) {
  const { say, t } = useTexts();
  return (
    <li className="gallery-card" data-record={record.id}>
      <Cover form={form} record={record} view={view} />
      <div className="gallery-words">
        <button type="button" className="record-title" onClick={onOpen}>
          {title === undefined || columnValue(record, title.name) === null ? (
            t("records.untitled")
          ) : (
            <FieldCell field={title} record={record} />
          )}
        </button>
        <dl>
          {shown
            .filter((one) => columnValue(record, one.name) !== null)
            .map((one) => (
              <div key={one.name}>
                <dt>{say(one.label)}</dt>
                <dd>
                  <FieldCell field={one} record={record} />
                </dd>
              </div>
            ))}
        </dl>
      </div>
    </li>
  );
}

function Cover({ record, view, form }: { record: RecordView; view: GallerySpec; form: LoadedForm }) {
  const { t } = useTexts();
  const { thumbnail } = useSources();
  const [broken, setBroken] = useState<string | null>(null);
  const field = fieldOf(form, view.cover);
  const value = field === undefined ? null : columnValue(record, field.name);
  const first = typeof value === "string" ? value : texts(value)[0];
  if (first === undefined || broken === first) {
    return (
      <div className="gallery-cover none">
        <PictureOutlined aria-hidden />
        <span>{t("views.noPicture")}</span>
      </div>
    );
  }
  return (
    <div className="gallery-cover">
      <img
        alt=""
        loading="lazy"
        src={thumbnail(first, PIXELS[view.size ?? "medium"])}
        style={{ objectFit: view.fit ?? "cover" }}
        onError={() => setBroken(first)}
      />
    </div>
  );
}
