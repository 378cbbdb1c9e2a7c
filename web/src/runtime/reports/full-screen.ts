import { useEffect, useState } from "react";

/** Returns whether the page takes the whole screen, and how to change that. */
export function useFullScreen() {
  const [on, turn] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const turned = () => turn(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", turned);
    return () => document.removeEventListener("fullscreenchange", turned);
  }, []);
  return {
    able: document.fullscreenEnabled,
    on,
    // The whole document, so that menus and drawers, which stand beside the page, are seen too.
    toggle: () => (on ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  };
}
