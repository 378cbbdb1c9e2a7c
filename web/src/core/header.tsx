import { MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button, Segmented, Tooltip } from "antd";
import { LANGUAGES, type Language, useTexts } from "./language";
import { useMedia } from "./moments";
import type { Shade } from "./theme";

const PAGES = ["expression", "table"] as const;

/** The top of every page: what it is, where one can go, and how it looks and speaks. */
export function Header({
  page,
  shade,
  onPage,
  onShade,
}: {
  page: (typeof PAGES)[number];
  shade: Shade;
  onPage: (page: string) => void;
  onShade: (shade: Shade) => void;
}) {
  const { t } = useTexts();
  return (
    <header className="header">
      <div className="brand">
        <span className="brand-mark" aria-hidden="true">
          ƒ
        </span>
        <span className="brand-name">
          <strong>lowcode</strong>
          <span className="brand-note">{t("app.name")}</span>
        </span>
      </div>
      <nav className="places" aria-label={t("app.name")}>
        {PAGES.map((one) => (
          <a key={one} href={`#/${one}`} aria-current={page === one ? "page" : undefined} onClick={() => onPage(one)}>
            {t(`app.${one}`)}
          </a>
        ))}
      </nav>
      <HeaderTools shade={shade} onShade={onShade} />
    </header>
  );
}

/** How the pages speak and look. */
export function HeaderTools({ shade, onShade }: { shade: Shade; onShade: (shade: Shade) => void }) {
  const { t, language, choose } = useTexts();
  const narrow = useMedia("(max-width: 640px)");
  const other = shade === "dark" ? "light" : "dark";
  return (
    <div className="header-tools">
      <Segmented<Language>
        aria-label={t("app.language")}
        options={(Object.keys(LANGUAGES) as Language[]).map((one) => ({
          label: <span lang={one}>{LANGUAGES[one][narrow ? 1 : 0]}</span>,
          value: one,
        }))}
        size="small"
        value={language}
        onChange={choose}
      />
      <Tooltip title={t(`app.${other}`)}>
        <Button
          aria-label={t(`app.${other}`)}
          icon={shade === "dark" ? <SunOutlined /> : <MoonOutlined />}
          type="text"
          onClick={() => onShade(other)}
        />
      </Tooltip>
    </div>
  );
}
