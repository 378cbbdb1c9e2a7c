import { SearchOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import "./search-button.css";

const load = () => import("./palette").then((module) => ({ default: module.Palette }));
const Palette = lazy(load);

/** Milliseconds after which the search is loaded, so that it takes what is typed from the first key on. */
const SOON = 1500;

/** Opens the search over everything; Ctrl-K and Cmd-K do as well. */
export function SearchButton() {
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 900px)");
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen(true);
    };
    const left = () => setOpen(false);
    addEventListener("keydown", pressed);
    addEventListener("hashchange", left);
    return () => {
      removeEventListener("keydown", pressed);
      removeEventListener("hashchange", left);
    };
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), SOON);
    return () => clearTimeout(timer);
  }, []);
  const apple = navigator.userAgent.includes("Mac");
  return (
    <>
      <Button
        aria-keyshortcuts="Control+K Meta+K"
        {...(narrow ? { "aria-label": t("search.open") } : {})}
        className={narrow ? "search-icon" : "search-button"}
        icon={<SearchOutlined />}
        type={narrow ? "text" : "default"}
        onClick={() => setOpen(true)}
      >
        {narrow ? null : (
          <>
            <span className="grow">{t("search.open")}</span>
            <span className="key-name">{apple ? "⌘K" : "Ctrl K"}</span>
          </>
        )}
      </Button>
      {open ? (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
