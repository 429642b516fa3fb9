/**
 * The keywords of Python, which no module can have as its name.
 *
 * @see https://docs.python.org/3/reference/lexical_analysis.html#keywords
 */
const KEYWORDS = `false none true and as assert async await break class continue def del elif else except finally for
  from global if import in is lambda nonlocal not or pass raise return try while with yield case match type`;

/**
 * Modules of the standard library of Python 3.11 to 3.14, without names that begin with an underscore.
 *
 * @see https://docs.python.org/3/library/sys.html#sys.stdlib_module_names
 */
const STANDARD_LIBRARY = `abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop
  base64 bdb binascii bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys
  compileall compression concurrent configparser contextlib contextvars copy copyreg cprofile crypt csv ctypes curses
  dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl
  filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
  hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3
  linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing
  netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools
  pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc
  pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors
  shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants
  sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile
  telnetlib tempfile termios test textwrap this threading time timeit tkinter token tokenize tomllib trace traceback
  tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref
  webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`;

/** The import names of a project's Python packages, and Lambda's own. */
const PACKAGES = `fastapi starlette pydantic pydantic_core pydantic_settings annotated_types annotated_doc
  typing_extensions typing_inspection uvicorn h11 click anyio sniffio idna mangum aws_lambda_powertools aws_xray_sdk
  wrapt jmespath boto3 botocore s3transfer dateutil six urllib3 awslambdaric httpx httpx2 httpcore httptools websockets
  watchfiles uvloop certifi pytest _pytest pluggy iniconfig packaging pygments coverage pytest_cov ruff ty mypy pyright
  pip setuptools wheel terragate_asgi terragate_events terragate_prefix terragate_secrets`;

/** Folders of a project, and those at its top that its Lambda package leaves out. */
const FOLDERS = 'tests test docs scripts build dist venv env node_modules infra';

const words = (text: string): readonly string[] => text.split(/\s+/);

const TAKEN: readonly (readonly [what: string, names: readonly string[]])[] = [
  ['a keyword of Python', words(KEYWORDS)],
  ["a module of Python's standard library", words(STANDARD_LIBRARY)],
  ['a package that the project uses', words(PACKAGES)],
  ['a folder that a project has for something else', words(FOLDERS)],
];

/**
 * The owner of a Python module's name, in a few words; `undefined` when the name is free.
 *
 * @example takenBy('json') // "a module of Python's standard library"
 */
export function takenBy(module: string): string | undefined {
  return TAKEN.find(([, names]) => names.includes(module))?.[0];
}
