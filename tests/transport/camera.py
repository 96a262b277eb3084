"""What a browser's camera sees in a test: a QR code as a short film, as Chromium plays it instead of one."""

from pathlib import Path

import segno

WIDTH, HEIGHT, FRAMES = 640, 480, 10
WHITE, BLACK, GREY = 235, 16, 128


def film(path: Path, text: str | None) -> None:
    """A QR code that says `text`, in the middle of the picture; nothing but grey without one."""
    luma = bytearray([GREY] * (WIDTH * HEIGHT)) if text is None else _picture(text)
    colours = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(FRAMES):
            file.write(b"FRAME\n" + bytes(luma) + colours)


def _picture(text: str) -> bytearray:
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    scale = (HEIGHT - 80) // len(rows)
    left, top = (WIDTH - scale * len(rows)) // 2, (HEIGHT - scale * len(rows)) // 2
    luma = bytearray([WHITE] * (WIDTH * HEIGHT))
    for y, row in enumerate(rows):
        line = b"".join(bytes([BLACK if dark else WHITE]) * scale for dark in row)
        for step in range(scale):
            start = (top + y * scale + step) * WIDTH + left
            luma[start : start + len(line)] = line
    return luma
