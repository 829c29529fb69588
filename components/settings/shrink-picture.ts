const longestSidePx = 256;

/** The picture at 256 px at most, as base64; rejects when the browser cannot read it. */
export async function shrinkPicture(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longestSidePx / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  // A browser that cannot write WebP gives PNG instead.
  return canvas.toDataURL('image/webp', 0.9).replace(/^data:[^,]*,/, '');
}
