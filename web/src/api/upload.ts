import type { Problem, StoredFile } from "../generated/api";
import { proof, Refused } from "./client";

/** How an upload is watched. */
export interface Watch {
  /** Breaks it off. */
  readonly signal: AbortSignal;
  /** Hears which share of the file has been sent, from 0 to 1. */
  readonly onProgress: (share: number) => void;
  /** The field that it is meant for, so that what the field does not take is refused at once. */
  readonly place?: { readonly app: string; readonly form: string; readonly field: string };
}

/** Sends a file as it is and returns what the server keeps. Throws `Refused`; with status 0 when it was not reached. */
export function uploadFile(file: File, { signal, onProgress, place }: Watch): Promise<StoredFile> {
  // Only this older way tells how much of a request has been sent.
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ name: file.name, ...place });
  return new Promise((resolve, reject) => {
    const stop = () => request.abort();
    const lost = () => reject(new Refused(0, "the server was not reached"));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const { status } = request;
      const told = answered(request.responseText);
      if (status >= 200 && status < 300 && told !== null) resolve(told as StoredFile);
      else reject(new Refused(status, (told as Problem | null)?.detail ?? request.statusText, told ?? {}));
    };
    request.onerror = lost;
    request.ontimeout = lost;
    request.onabort = () => reject(new DOMException("broken off", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    request.open("POST", `/api/files?${query}`);
    for (const [name, value] of Object.entries(proof())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (signal.aborted) stop();
    else request.send(file);
  });
}

function answered(text: string): object | null {
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}
