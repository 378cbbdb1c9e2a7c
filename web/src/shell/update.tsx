import { App, Button } from "antd";
import { useEffect } from "react";
import { useTexts } from "../core/language";

const EVERY = 60 * 60 * 1000;
const KEY = "update";

/** Keeps the pages for times without a network, and says when a new version is there. */
export function useShellWorker(): void {
  const { notification } = App.useApp();
  const { t } = useTexts();
  useEffect(() => {
    const workers = navigator.serviceWorker;
    if (!import.meta.env.PROD || workers === undefined) return;
    let stopped = false;
    let timer: ReturnType<typeof setInterval> | undefined;
    const offer = (waiting: ServiceWorker) => {
      const load = () => {
        workers.addEventListener("controllerchange", () => location.reload(), { once: true });
        waiting.postMessage("take-over");
      };
      notification.info({
        actions: (
          <Button size="small" type="primary" onClick={load}>
            {t("search.load")}
          </Button>
        ),
        description: t("search.updatedHint"),
        duration: 0,
        key: KEY,
        // At the top it would cover what stands beside a record.
        placement: "bottomRight",
        title: t("search.updated"),
      });
    };
    const watch = (registration: ServiceWorkerRegistration) => {
      // Only a page that an earlier version controls is out of date.
      if (registration.waiting !== null && workers.controller !== null) offer(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const fresh = registration.installing;
        fresh?.addEventListener("statechange", () => {
          if (fresh.state === "installed" && workers.controller !== null && !stopped) offer(fresh);
        });
      });
      timer = setInterval(() => void registration.update().catch(() => undefined), EVERY);
    };
    workers
      .register("/worker.js")
      .then((registration) => {
        if (!stopped) watch(registration);
      })
      // A browser that forbids it, as in private windows, loads the pages each time.
      .catch(() => undefined);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [notification, t]);
}
