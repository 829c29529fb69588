/** The first stop of the Tab key: past the sidebar, to the page. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-50 -translate-y-16 rounded-sm bg-foreground px-3 py-1.5 font-medium text-background focus:translate-y-0"
    >
      Skip to the page
    </a>
  );
}
