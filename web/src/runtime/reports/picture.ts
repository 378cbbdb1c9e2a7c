/** Returns the chart that is drawn in an element as a picture; null where nothing is drawn, as in tables. */
export async function pictureIn(element: HTMLElement, background: string): Promise<Blob | null> {
  const frame = element.querySelector<HTMLElement>(".chart-canvas");
  if (frame === null) return null;
  const { getInstanceByDom } = await import("echarts/core");
  const address = getInstanceByDom(frame)?.getDataURL({ backgroundColor: background, pixelRatio: 2, type: "png" });
  return address === undefined ? null : (await fetch(address)).blob();
}
