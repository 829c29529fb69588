import { describe, expect, it } from 'vitest';
import { fitPicture, PICTURE_PX } from '#components/inbox/content/fit-picture.ts';

describe('the place of a picture', () => {
  it('has the proportions of the picture, however large it is', () => {
    expect(fitPicture({ width: 3000, height: 2000 })).toEqual({ width: 256, height: 171 });
    expect(fitPicture({ width: 300, height: 200 })).toEqual({ width: 256, height: 171 });
  });

  it('is three to two while nobody knows how large the picture is', () => {
    expect(fitPicture({ width: null, height: null })).toEqual({ width: 256, height: 171 });
    expect(fitPicture({ width: 0, height: 0 })).toEqual({ width: 256, height: 171 });
  });

  it('makes a tall picture narrower, not higher than it may be', () => {
    const tall = fitPicture({ width: 1080, height: 1920 });
    expect(tall).toEqual({ width: 180, height: PICTURE_PX.maxHeight });
  });

  it('keeps extremes large enough to be seen', () => {
    expect(fitPicture({ width: 5000, height: 100 }).height).toBe(PICTURE_PX.minHeight);
    expect(fitPicture({ width: 100, height: 5000 }).width).toBe(PICTURE_PX.minWidth);
  });
});
