/** 1234567 -> `1,234,567` */
export function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Bytes -> `12.3 MiB` */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let left = Math.round(value);
  while (Math.round(left) >= 1024 && unit < units.length - 1) {
    left /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? left : left.toFixed(left < 10 ? 1 : 0)} ${units[unit]}`;
}

/** Seconds -> `1.2 s`, `3 min 20 s`, `2 h 5 min`, `12 d 3 h` */
export function seconds(value: number): string {
  if (value < 9.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${number(Math.floor(hours / 24))} d ${hours % 24} h`;
}

/** 1 -> `1 object`, 2 -> `2 objects` */
export function plural(count: number, word: string): string {
  return `${number(count)} ${word}${count === 1 ? '' : 's'}`;
}
