import { clsx, type ClassValue } from 'clsx';

/** Joins class names. Parts take only layout from outside; looks are chosen by variants. */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}
