import { oggOfSilence } from '#components/sandbox/silent-voice.ts';

export const SAMPLES = {
  photo: drawPhoto,
  video: recordVideo,
  sticker: drawSticker,
  document: () => Promise.resolve(writePdf()),
  voice: () => Promise.resolve(soundNamed('voice.ogg')),
  audio: () => Promise.resolve(soundNamed('sound.ogg')),
} satisfies Record<string, () => Promise<File>>;

export type Sample = keyof typeof SAMPLES;

/** A sun above hills, drawn here and now. */
function drawPhoto(): Promise<File> {
  return drawn('photo.png', { width: 640, height: 480, type: 'image/png' }, (draw) => {
    draw.fillStyle = '#cfe3f7';
    draw.fillRect(0, 0, 640, 480);
    disc(draw, '#f3c64b', { x: 480, y: 120, radius: 56 });
    disc(draw, '#7fae7a', { x: 180, y: 620, radius: 340 });
    disc(draw, '#5c9162', { x: 520, y: 640, radius: 320 });
  });
}

const VIDEO_MS = 1_500;

/** The sun goes down, recorded as it is drawn. */
async function recordVideo(): Promise<File> {
  const type = 'video/mp4';
  const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 270 });
  const draw = canvas.getContext('2d');
  if (draw === null || !('MediaRecorder' in window) || !MediaRecorder.isTypeSupported(type)) {
    throw new Error('This browser cannot record the sample; pick a video instead.');
  }
  const parts: Blob[] = [];
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: type });
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const isDone = new Promise((resolve) => (recorder.onstop = resolve));
  const start = performance.now();
  const paint = (now: number) => {
    const share = Math.min(1, (now - start) / VIDEO_MS);
    draw.fillStyle = '#cfe3f7';
    draw.fillRect(0, 0, 480, 270);
    disc(draw, '#f3c64b', { x: 240, y: 60 + 190 * share, radius: 40 });
    disc(draw, '#5c9162', { x: 240, y: 520, radius: 320 });
    if (share < 1) requestAnimationFrame(paint);
    else recorder.stop();
  };
  recorder.start();
  paint(start);
  await isDone;
  return new File(parts, 'video.mp4', { type });
}

/** A face that smiles. */
function drawSticker(): Promise<File> {
  return drawn('sticker.webp', { width: 512, height: 512, type: 'image/webp' }, (draw) => {
    disc(draw, '#f3c64b', { x: 256, y: 256, radius: 230 });
    disc(draw, '#3b3226', { x: 180, y: 200, radius: 26 });
    disc(draw, '#3b3226', { x: 332, y: 200, radius: 26 });
    draw.strokeStyle = '#3b3226';
    draw.lineWidth = 22;
    draw.lineCap = 'round';
    draw.beginPath();
    draw.arc(256, 260, 120, 0.15 * Math.PI, 0.85 * Math.PI);
    draw.stroke();
  });
}

interface Sheet {
  width: number;
  height: number;
  type: string;
}

async function drawn(
  name: string,
  { width, height, type }: Sheet,
  paint: (draw: CanvasRenderingContext2D) => void,
): Promise<File> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const draw = canvas.getContext('2d');
  if (draw === null) throw new Error('This browser cannot draw the sample; pick a file instead.');
  paint(draw);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type));
  if (blob === null) throw new Error('This browser cannot draw the sample; pick a file instead.');
  return new File([blob], name, { type: blob.type });
}

function disc(
  draw: CanvasRenderingContext2D,
  colour: string,
  { x, y, radius }: { x: number; y: number; radius: number },
): void {
  draw.fillStyle = colour;
  draw.beginPath();
  draw.arc(x, y, radius, 0, 2 * Math.PI);
  draw.fill();
}

/** One page with one line, every object at the place that the table at its end names. */
function writePdf(): File {
  const text = 'BT /F1 24 Tf 72 720 Td (A sample document from the sandbox phone) Tj ET';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${text.length}>>stream\n${text}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let body = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  const end = `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`;
  return new File([body + table + end], 'sample.pdf', { type: 'application/pdf' });
}

function soundNamed(name: string): File {
  return new File([oggOfSilence(3)], name, { type: 'audio/ogg; codecs=opus' });
}
