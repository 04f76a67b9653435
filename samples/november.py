"""November 2022: five prefectures with their own public figures, one invented, one that sent a broken file.

The figures are those of a public article (README.md names it), year to date unless said; the sentences and forms are
ours. What the article does not say, such as November alone or a split by county, is not in these files.
"""

from __future__ import annotations

from dataclasses import replace

from samples.figures import HOTAN_FLOWS
from samples.forms import (
    Column,
    CountyTable,
    FormRow,
    FormSheet,
    OfficialForm,
    write_county_table,
    write_form,
)
from samples.history import aksu_county_sample, write_list
from samples.letters import Annex, Letter, write_letter, write_text
from samples.submission import Expected, Sample, flow_sheet

MONTH = "2022-11"


def november_samples() -> list[Sample]:
    """Return every file of November 2022."""
    samples = [*_tacheng(), *_altay(), *_karamay(), *_bayingolin(), *_changji(), *_aksu(), *_hotan()]
    return [replace(sample, path=f"{MONTH}/{sample.path}") for sample in samples]


def _ytd(code: str, region: str, value: float, unit: str, **more: str) -> Expected:
    return Expected(code, region, MONTH, "ytd", value, unit, **more)


def _stock(code: str, region: str, value: float, unit: str, **more: str) -> Expected:
    return Expected(code, region, MONTH, "stock", value, unit, **more)


TACHENG = "654200"
TACHENG_PROSE = (
    _ytd("YTH.CONTEST.SUBMITTED", TACHENG, 75, "件"),
    _ytd("YTH.CONTEST.AWARDED", TACHENG, 51, "项"),
    _ytd("MED.VIDEO.PUBLIC", TACHENG, 500, "部", qualifier="at_least"),
    _stock("VEN.STM.NUM", TACHENG, 4, "座"),
    _stock("VEN.RURALSCHOOL.NUM", TACHENG, 7, "所"),
    _stock("VEN.BASE.NUM", TACHENG, 35, "家"),
    _ytd("INN.ACHIEVE.LEAD", TACHENG, 1000, "个"),
    _ytd("INN.ACHIEVE.CORE", TACHENG, 10, "个"),
    _ytd("ACT.TRAIN.SESSIONS", TACHENG, 1181, "场"),
    _ytd(
        "ACT.TRAIN.FARMERS",
        TACHENG,
        13.2,
        "人次",
        disposition="held",
        why="人次不是整数（VAL-05），少于1181场次（CRS-01、CRS-02），与上月累计相差约一万倍（OUT-01、TMP-01）：疑漏写“万”",
    ),
    _ytd("ACT.CONSULT.PERSONTIMES", TACHENG, 15_500, "人次"),
    _ytd("MAT.ALL.DISTRIBUTED", TACHENG, 97_000, "份", qualifier="at_least", why="“多”“余”重复修饰，仅提示（SYN-09）"),
    _ytd("MED.VIDEO.PRODUCED", TACHENG, 180, "部"),
    _ytd("FUN.GRASSROOTS.AWARD", TACHENG, 800_000, "元", qualifier="at_least"),
    _ytd("ACT.VOLSERV.SESSIONS", TACHENG, 160, "场", qualifier="at_least"),
    _ytd("ACT.VOLSERV.BENEFICIARIES", TACHENG, 110_000, "人次", qualifier="at_least"),
    _ytd("MED.PROGRAMME.EPISODES", TACHENG, 200, "期", qualifier="at_least"),
    _ytd("MED.VIEWS", TACHENG, 200_000, "次", qualifier="at_least", why="“点击率”配“人次”，仅提示（VAL-11、VAL-08）"),
)
TACHENG_ANNEX = (
    _ytd(
        "ACT.TRAIN.SESSIONS",
        TACHENG,
        1181,
        "场",
        disposition="repeat",
        why="正文与附表各写一次，数值相同；两处中哪一处记为重复都可以",
    ),
    _ytd("GRA.AWARD.BASE", TACHENG, 7, "个"),
    _ytd("GRA.AWARD.COMMUNITY", TACHENG, 2, "个"),
    _ytd("GRA.AWARD.MINTEAM", TACHENG, 1, "支"),
    _ytd("GRA.AWARD.VOLTEAM", TACHENG, 7, "支"),
    _ytd("GRA.AWARD.LEADER", TACHENG, 11, "人", why="人以“个”计，仅提示（VAL-15）"),
)

TACHENG_HEADINGS = (
    "一、青少年科学教育",
    "二、企业创新",
    "三、服务乡村振兴",
    "四、科技志愿服务",
    "五、网上科普",
)


def _tacheng() -> list[Sample]:
    youth, firms, village, volunteers, web = TACHENG_HEADINGS
    letter = Letter(
        title="塔城地区科协2022年11月科普工作情况报告",
        paragraphs=(
            "自治区科协：",
            "现将塔城地区今年以来的科普工作情况报告如下。除注明为现有数的以外，文中数据均为1—11月累计数。",
            youth,
            "今年以来，向自治区青少年科技创新大赛推荐作品75件，其中51项作品获奖。"
            "与妇联共同发动各族家庭参加亲子科普活动，群众自制科普短视频500多条，在抖音、微信等平台发布。",
            "截至11月底，全地区现有县域科技馆4个，现有农村中学科技馆7所，现有科普教育基地35家，全部向学生开放。",
            firms,
            "会同地区工会开展职业技能竞赛，今年累计征集劳模引领性创新活动优秀创新成果1000个，"
            "累计征集关键核心技术创造性优秀创新成果10个。",
            village,
            "1—11月，科技人员进村入户，累计开展咨询服务1.55万人次；全地区举办各类培训班1181场次，培训农牧民13.2人次。"
            "累计发放科普宣传品和科普宣传资料9.7多万余册，累计录制发布科普短视频180部。",
            "落实基层科普行动计划，今年投入奖补资金80多万元，奖补对象见附表。",
            volunteers,
            "今年累计开展科技志愿服务活动160多场次，志愿服务受益群众11万多人次。",
            web,
            "与地区融媒体中心合办的科普栏目今年累计播出200余期，节目点击率累计20余万人次。",
        ),
        headings=frozenset(TACHENG_HEADINGS),
        signature=("塔城地区科协", "2022年12月2日"),
        annexes=(
            Annex(
                "附表　塔城地区2022年1—11月基层科普行动计划奖补及培训情况",
                ("指标名称", "计量单位", "本年累计"),
                (
                    ("举办各类培训班", "场次", "1181"),
                    ("奖补科普示范基地", "个", "7"),
                    ("奖补科普示范社区", "个", "2"),
                    ("奖补少数民族科普工作队", "个", "1"),
                    ("奖补科技志愿服务队", "个", "7"),
                    ("奖补农村科普带头人", "个", "11"),
                ),
            ),
        ),
    )
    return [
        Sample(
            "塔城地区/塔城地区科协2022年11月科普工作情况报告.docx",
            write_letter(letter),
            "2022-12-02T08:46:15Z",
            (*TACHENG_PROSE, *TACHENG_ANNEX),
        )
    ]


ALTAY = "654300"
ALTAY_ACTIVITIES = (
    ("ACT.TRAIN.SESSIONS", "科技培训场次", "场次", 1689, "场"),
    ("ACT.PUBLICITY.SESSIONS", "科普宣传活动场次", "场次", 458, "场"),
    ("ACT.POLICY.SESSIONS", "政策宣讲场次", "场次", 4799, "场"),
    ("ACT.EPIDEMIC.SESSIONS", "疫情防控科普宣传场次", "场次", 603, "场"),
    ("ACT.ALL.PARTICIPANTS", "科普活动参与总人次", "人次", 126_516, "人次"),
)
ALTAY_SITES: tuple[tuple[str, str, str, int | str, str], ...] = (
    ("VEN.PLATFORM.NUM", "科普工作平台数", "个", 5, "exact"),
    ("MED.PARTYEDU.SITES", "播放科普资源的党员远程教育站点数", "个", "500多", "at_least"),
    ("ACT.AFTERSCHOOL.SCHOOLS", "利用科普资源开展课后服务学校数", "所", "100多", "at_least"),
)


def _altay() -> list[Sample]:
    activities = tuple(FormRow(code, name, unit, (value,)) for code, name, unit, value, _ in ALTAY_ACTIVITIES)
    sites = tuple(FormRow(code, name, unit, (value,)) for code, name, unit, value, _ in ALTAY_SITES)
    form = OfficialForm(
        reporter="阿勒泰地区科协",
        year=2022,
        month=11,
        filled_on="2022年12月5日",
        sheets=(
            FormSheet(
                "科普活动", "科普工作统计月报表（累计数）", "新科协统01表（累计）", ("本年累计",), activities,
                "说明：本表只填本年累计数；当月发生数不在报送范围。",
            ),
            FormSheet("科普阵地", "科普阵地统计月报表", "新科协统02表", ("期末数",), sites),
        ),
        is_synthetic=False,
    )  # fmt: skip
    expected = [_ytd(code, ALTAY, value, unit) for code, _, _, value, unit in ALTAY_ACTIVITIES]
    expected += [
        _stock(code, ALTAY, float(str(value).rstrip("多")), unit, qualifier=qualifier)
        for code, _, unit, value, qualifier in ALTAY_SITES
    ]
    camp = (
        "阿勒泰地区科协关于科技夏令营的补充说明",
        "",
        "以下为阿勒泰市的数据，截至2022年11月底，为本年累计数。",
        "今年暑期，阿勒泰市累计举办科技夏令营活动216场，城乡中小学生参加科技夏令营2845人次。",
        "活动由天文馆、博物馆和气象站联合承办。",
    )
    own = "事情发生在阿勒泰市，归县级，不归地区"
    camp_expected = (
        _ytd("ACT.CAMP.SESSIONS", "654301", 216, "场", why=own),
        _ytd("ACT.CAMP.PARTICIPANTS", "654301", 2845, "人次", why=own),
    )
    return [
        Sample("阿勒泰地区/2022年11月科普统计月报表.xlsx", write_form(form), "2022-12-05T03:21:44Z", tuple(expected)),
        Sample("阿勒泰地区/科技夏令营补充说明.txt", write_text(camp), "2022-12-05T03:22:10Z", camp_expected),
    ]


def _karamay() -> list[Sample]:
    reporter = "克拉玛依市科协"
    rows = (
        (reporter, MONTH, "期末", "VEN.BASE.NUM", "科普教育基地数", "家", 26, "含科技场馆、产业园区等类型"),
        (
            *(reporter, MONTH, "本年累计", "ACT.STUDYTOUR.PARTICIPANTS", "科普研学/科技实践活动学生人数"),
            *("名", "5000多", "分期分批参加"),
        ),
    )
    expected = (
        _stock("VEN.BASE.NUM", "650200", 26, "家"),
        _ytd("ACT.STUDYTOUR.PARTICIPANTS", "650200", 5000, "人", qualifier="at_least"),
    )
    return [Sample("克拉玛依市/克拉玛依市科普统计导出202211.csv", write_list(rows), "2022-12-01T10:02:27Z", expected)]


BAYINGOLIN = "652800"
BAYINGOLIN_SITES = (
    ("基层科普阵地", "乡村科普馆数（座）", "VEN.VILLAGEHALL.NUM", 117, "座"),
    ("基层科普阵地", "科普示范基地数（个）", "VEN.DEMOBASE.NUM", 146, "个"),
    ("基层科普阵地", "科普教育基地数（家）", "VEN.BASE.NUM", 192, "家"),
    ("基层科普阵地", "科技小院数（个）", "VEN.COURTYARD.NUM", 83, "个"),
    ("基层组织", "农村专业技术协会、合作社数（个）", "GRA.ASSOC.NUM", 53, "个"),
)


def _bayingolin() -> list[Sample]:
    table = CountyTable(
        reporter="巴州科协",
        subject="基层科普阵地和组织统计表",
        period="2022年11月",
        filled_on="2022年12月6日",
        place_header="地区",
        columns=tuple(Column(("期末数", group, name)) for group, name, _, _, _ in BAYINGOLIN_SITES),
        rows=(("巴州", tuple(value for _, _, _, value, _ in BAYINGOLIN_SITES)),),
        is_synthetic=False,
    )
    sites = tuple(_stock(code, BAYINGOLIN, value, unit) for _, _, code, value, unit in BAYINGOLIN_SITES)
    live = Letter(
        title="巴州科协乡村科普馆网络直播活动小结",
        paragraphs=(
            "自治区科协：",
            "今年，巴州科协依托乡村科普馆举办农民技能展示网络直播。此次直播组织117个乡村科普馆参加云上互动。",
            "截至2022年11月底，直播间观众累计5万余人，覆盖人群累计10万余人。",
        ),
        signature=("巴州科协", "2022年12月6日"),
    )
    live_expected = (
        Expected(
            *("VEN.VILLAGEHALL.NUM", BAYINGOLIN, MONTH, "event", 117, "座"),
            why="一次活动的参加馆数，与存量117座是同一批馆：是活动数，不得再算一次存量",
        ),
        _ytd("MED.LIVE.VIEWERS", BAYINGOLIN, 50_000, "人次", qualifier="at_least", why="应为人次，仅提示（VAL-08）"),
        _ytd(
            "ACT.OUTREACH.PEOPLE", BAYINGOLIN, 100_000, "人次", qualifier="at_least", why="应为人次，仅提示（VAL-08）"
        ),
    )
    return [
        Sample("巴州/巴州2022年11月基层科普阵地统计表.xlsx", write_county_table(table), "2022-12-06T09:48:03Z", sites),
        Sample("巴州/乡村科普馆网络直播活动小结.docx", write_letter(live), "2022-12-06T09:49:30Z", live_expected),
    ]


def _changji() -> list[Sample]:
    text = (
        "昌吉州科协2022年11月科普工作简报",
        "",
        "昌吉州科协把提高公民科学素质列为本州重点任务，与各成员单位签订了责任书。",
        "按照规划，到“十四五”末，全州公民具备科学素质的比例力争达到13%。",
        "",
        "昌吉州科协",
        "2022年12月6日",
    )
    expected = (
        Expected(
            *("LIT.TARGET", "652300", "2025-12", "target", 13, "%"),
            disposition="provisional",
            why="目标低于全国2025年15%的目标，需说明（TGT-02）；是目标，不是实绩（TGT-03）",
        ),
    )
    return [Sample("昌吉州/昌吉州科协11月简报.txt", write_text(text), "2022-12-08T03:17:55Z", expected)]


def _aksu() -> list[Sample]:
    reason = "阿克苏地区没有公开数字，全部为虚构的示例数据"
    return [replace(aksu_county_sample(11), received_at="2022-12-03T04:40:12Z", invented=reason)]


def _hotan() -> list[Sample]:
    flows = tuple(replace(flow, months=(*flow.months, 204 + index)) for index, flow in enumerate(HOTAN_FLOWS))
    form = OfficialForm("和田地区科协", 2022, 11, "2022年12月5日", (flow_sheet(flows, 11),), is_synthetic=True)
    whole = write_form(form)
    text = (
        "和田地区科协2022年11月工作情况",
        "",
        "和田地区科协按月确定科普主题，利用升国旗、国家通用语言学习、农牧民夜校和学生社会实践等时机做科学小实验，",
        "编印专项工作手册，制作音视频资料，发放到乡村和学校，普及科学知识。",
    )
    return [
        Sample(
            "和田地区/和田地区2022年11月月报表.xlsx",
            whole[: len(whole) // 2],
            "2022-12-05T11:08:36Z",
            (),
            "传输中断而损坏的文件（虚构），演示无法读取的文件怎样处理",
        ),
        Sample("和田地区/和田地区科协11月工作情况.txt", write_text(text), "2022-12-05T11:10:02Z", ()),
    ]
