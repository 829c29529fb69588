/** The width of pictures and videos in a bubble, and how high they may be, in pixels. */
export const PICTURE_PX = { width: 256, minHeight: 96, maxHeight: 320, minWidth: 160 };

/**
 * The place that a picture takes before it is loaded and after: in its own proportions within the
 * limits, and three to two while nobody knows them.
 */
export function fitPicture(size: { width: number | null; height: number | null }): {
  width: number;
  height: number;
} {
  const { width, minHeight, maxHeight, minWidth } = PICTURE_PX;
  const ratio = size.width && size.height ? size.width / size.height : 3 / 2;
  const height = Math.min(maxHeight, Math.max(minHeight, width / ratio));
  const narrow = Math.max(minWidth, Math.min(width, height * ratio));
  return { width: Math.round(narrow), height: Math.round(height) };
}
